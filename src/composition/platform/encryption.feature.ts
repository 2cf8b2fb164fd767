import { resolve } from 'node:path';
import { InvalidValue, parsedText } from '#infrastructure/configuration/setting.js';
import { isPatternedKey } from '#infrastructure/configuration/weak-secrets.js';
import { AesGcmCipher } from '#infrastructure/crypto/aes-gcm-cipher.js';
import { resolveEncryptionKeys } from '#infrastructure/crypto/encryption-key-file.js';
import { type EncryptionKey, parseEncryptionKeys } from '#infrastructure/crypto/encryption-keys.js';
import { RandomOpaqueTokens } from '#infrastructure/crypto/opaque-tokens.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { platform } from './platform.tokens.js';
import { storageSettings } from './storage.feature.js';

const generateKey = 'Make one with `openssl rand -base64 32`.';

export const encryptionSettings = defineSettings('Encryption of secrets', {
  keys: parsedText('ENCRYPTION_KEY', parseEncryptionKeys, {
    default: [],
    defaultText: 'none',
    isSecret: true,
    meaning:
      'Encrypts secrets in the database: 32 random bytes in base64 or hexadecimal. May be several, ' +
      'comma-separated: the first encrypts, all decrypt. To replace one, append the new key at the end on every ' +
      'instance, then move it to the front, and remove the old one when the signing keys that it encrypts have ' +
      'been replaced (`node dist/src/cli.js keys rotate`) and retired. ' +
      `${generateKey} Outside production one is made in \`DATA_DIR\` when it is not set.`,
    example: '<base64>',
    production: {
      isRequired: true,
      rule: 'keys that are not random are refused',
      check: refusePatternedKeys,
    },
  }),
});

function refusePatternedKeys(keys: readonly EncryptionKey[]): void {
  if (!keys.some(({ secret }) => isPatternedKey(secret))) return;
  throw new InvalidValue('has a key that is not random, which production refuses', generateKey);
}

export const encryption = defineFeature({
  name: 'encryption',
  settings: [encryptionSettings],
  bind(wiring) {
    wiring.singleton(
      platform.encryptionKeys,
      ({ keys }, { kind, directory }) =>
        resolveEncryptionKeys({ keys, directory: kind === 'memory' ? null : resolve(directory) }),
      [encryptionSettings.token, storageSettings.token],
    );
    wiring.instance(platform.cipher, AesGcmCipher, [platform.encryptionKeys]);
    wiring.instance(platform.opaqueTokens, RandomOpaqueTokens, []);
  },
});
