import { afterEach, describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { webhooksTokens } from '#composition/features/webhooks.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { WebhookId } from '#domain/webhooks/webhook.js';
import { AesGcmCipher, encryptionKeyIdOf } from '#infrastructure/crypto/aes-gcm-cipher.js';
import { parseEncryptionKeys } from '#infrastructure/crypto/encryption-keys.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';

const key = (id: string) => `${id}:${Buffer.alloc(32, id).toString('base64')}`;

describe('ResealWebhookSecrets', () => {
  let kit: TestKit | undefined;
  afterEach(() => kit?.close());

  it('encrypts with the first key what another one has encrypted, of both secrets, and tells nobody', async () => {
    const publicHosts = overriding((wiring) =>
      wiring.replace(webhooksTokens.lookup, () => ({ addressesOf: async () => ['8.8.8.8'] }), []),
    );
    kit = new TestKit({ features: [publicHosts], env: { ENCRYPTION_KEY: `${key('new')},${key('old')}` } });
    const context = await kit.as(await kit.person('admin'));
    const create = await kit.get(webhooksTokens.createWebhook);
    const created = await create.execute({ url: 'https://hooks.example.com/', types: ['*'] }, context);
    const rotated = await (await kit.get(webhooksTokens.rotateSecret)).execute({ id: created.id }, context);
    const repository = await kit.get(webhooksTokens.repository);
    const unitOfWork = await kit.get(platform.unitOfWork);
    const id = WebhookId.parse(created.id);
    const stored = async () => {
      const webhook = await repository.findById(id);
      if (webhook === null) throw new Error('There is no webhook');
      return webhook;
    };
    const cipher = await kit.get(platform.cipher);
    const old = new AesGcmCipher(parseEncryptionKeys(key('old')));
    const sealing = `webhook ${id}`;
    await unitOfWork.run(systemContext, async () => {
      const webhook = await stored();
      webhook.reseal((sealed) => old.encrypt(cipher.decrypt(sealed, sealing), sealing));
      await repository.save(webhook);
    });
    const before = (await stored()).state;
    expect(encryptionKeyIdOf(before.sealedSecret)).toBe('old');
    const reseal = await kit.get(webhooksTokens.resealSecrets);
    expect(await reseal.execute(systemContext)).toEqual({ count: 1 });
    const { sealedSecret, sealedPreviousSecret, ...after } = (await stored()).state;
    const secrets = [sealedSecret, sealedPreviousSecret ?? ''];
    expect(secrets.map(encryptionKeyIdOf)).toEqual(['new', 'new']);
    expect(secrets.map((sealed) => cipher.decrypt(sealed, sealing))).toEqual([
      rotated.secret,
      created.secret,
    ]);
    expect(after.updatedAt).toEqual(before.updatedAt);
    await expect(reseal.execute(context)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
