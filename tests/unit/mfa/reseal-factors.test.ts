import { describe, expect, it } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { mfaTokens } from '#composition/features/mfa.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { AesGcmCipher, encryptionKeyIdOf } from '#infrastructure/crypto/aes-gcm-cipher.js';
import { parseEncryptionKeys } from '#infrastructure/crypto/encryption-keys.js';
import { codeOf, MfaKit } from './support.js';

const key = (id: string) => `${id}:${Buffer.alloc(32, id).toString('base64')}`;

describe('ResealFactors', () => {
  it('encrypts with the first key what another one has encrypted', async () => {
    const kit = new MfaKit({ env: { ENCRYPTION_KEY: `${key('new')},${key('old')}` } });
    const person = await kit.enrolled();
    const repository = await kit.get(mfaTokens.sealedSecrets);
    const run = async (work: () => Promise<unknown>) =>
      (await kit.get(platform.unitOfWork)).run(systemContext, work);
    const old = new AesGcmCipher(parseEncryptionKeys(key('old')));
    const context = `totp:${person.user.id}:${person.id}`;
    const [stored] = await repository.list(null, 10);
    if (stored === undefined) throw new Error('There is no factor');
    await run(() => repository.replace({ ...stored, sealedSecret: old.encrypt(person.secret, context) }));
    expect(await codeOf(kit.signIn(person))).toBeNull();
    const reseal = await kit.get(mfaTokens.resealFactors);
    expect(await reseal.execute(systemContext)).toEqual({ count: 1 });
    const [resealed] = await repository.list(null, 10);
    expect(encryptionKeyIdOf(resealed?.sealedSecret ?? '')).toBe('new');
    kit.nextStep();
    expect(await codeOf(kit.signIn(person))).toBeNull();
    expect(await codeOf(reseal.execute(person.context))).toBe('FORBIDDEN');
  });
});
