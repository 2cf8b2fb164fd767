import { integer } from '#infrastructure/configuration/setting.js';
import { SigningKeyRing } from '#infrastructure/jwt/signing-keys/signing-key-ring.js';
import { MemorySigningKeyStore } from '#infrastructure/memory/signing-keys/signing-key-store.js';
import { signingKeySchema } from '#infrastructure/postgres/signing-keys/schema.js';
import { TypeOrmSigningKeyStore } from '#infrastructure/postgres/signing-keys/signing-key-store.js';
import { JwksController } from '#presentation/http/signing-keys/controller.js';
import { type CommandDefinition, defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokenSettings } from './sessions.settings.js';
import { sessionsTokens } from './sessions.tokens.js';
import { signingKeysTokens } from './signing-keys.tokens.js';

export const signingKeySettings = defineSettings('Signing keys', {
  keyActivationSeconds: integer('SIGNING_KEY_ACTIVATION_SECONDS', {
    from: 0,
    to: 7 * 86_400,
    default: 600,
    unit: 's',
    meaning:
      'Between publishing a new signing key and signing with it, so that other services have fetched it.',
    example: 3600,
  }),
});

const rotate: CommandDefinition = {
  usage: 'keys rotate',
  description: 'Publish a new signing key, which signs when other services have had time to fetch it',
  async run({ get, tell }) {
    const { keyActivationSeconds } = await get(signingKeySettings.token);
    const kid = await (await get(signingKeysTokens.ring)).rotate();
    tell(
      { kid, signsInSeconds: keyActivationSeconds },
      `A new signing key is published; it signs in ${keyActivationSeconds} seconds.`,
    );
  },
};

const list: CommandDefinition = {
  usage: 'keys list',
  description: 'List the signing keys: which one signs, which are upcoming, which are only verified with',
  async run({ get, list: show }) {
    const now = (await get(platform.clock)).now();
    const stored = await (await get(signingKeysTokens.store)).list();
    const active = stored.filter(({ activatesAt }) => activatesAt <= now);
    const newest = active.toSorted((a, b) => a.activatesAt.getTime() - b.activatesAt.getTime()).at(-1);
    const keys = stored.map(({ kid, algorithm, createdAt, activatesAt, retiresAt }) => {
      const isRetired = retiresAt !== null && retiresAt <= now;
      const state = isRetired ? 'retired' : activatesAt > now ? 'upcoming' : 'verifying';
      return {
        kid,
        algorithm,
        state: kid === newest?.kid && !isRetired ? 'signing' : state,
        createdAt,
        activatesAt,
        retiresAt,
      };
    });
    await show(keys, ({ kid, state, activatesAt }) => `${kid}  ${state}  since ${activatesAt.toISOString()}`);
  },
};

/** The keys of access tokens: made, rotated, published. */
export const signingKeys = defineFeature({
  name: 'signing-keys',
  settings: [signingKeySettings],
  tags: [{ name: 'keys', description: 'For services that verify access tokens' }],
  entities: [signingKeySchema],
  commands: [rotate, list],
  bind(wiring) {
    const { ring, store } = signingKeysTokens;
    wiring.singleton(
      ring,
      (keys, cipher, clock, { accessTokenSeconds }, { keyActivationSeconds }, logger) =>
        new SigningKeyRing(keys, cipher, clock, { accessTokenSeconds, keyActivationSeconds }, logger),
      [
        store,
        platform.cipher,
        platform.clock,
        accessTokenSettings.token,
        signingKeySettings.token,
        platform.logger,
      ],
    );
    wiring.controller(JwksController, { accessTokens: sessionsTokens.accessTokens, signingKeys: ring });
    wiring.contribute('first-start step', 'signing keys', (keys) => ({ run: () => keys.prepare() }), [ring]);
  },
  memory(wiring) {
    wiring.instance(signingKeysTokens.store, MemorySigningKeyStore, [
      memoryTokens.database,
      platform.unitOfWork,
    ]);
  },
  postgres(wiring) {
    wiring.instance(signingKeysTokens.store, TypeOrmSigningKeyStore, [
      postgresTokens.database,
      platform.unitOfWork,
    ]);
  },
});
