import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ApiKeyId } from '#domain/shared/ids.js';
import { Base62ApiKeySecrets } from '#infrastructure/crypto/service-accounts/api-key-secrets.js';
import { testIds } from '#testing/ids.js';

const secrets = new Base62ApiKeySecrets();
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** With a checksum that is right, whatever it is of. */
function sealed(body: string): string {
  let rest = crc32(body);
  let checksum = '';
  for (let place = 0; place < 6; place += 1, rest = Math.floor(rest / 62))
    checksum = digits[rest % 62] + checksum;
  return body + checksum;
}

describe('a key', () => {
  it('has the form of the contract, and tells its id', () => {
    for (let round = 0; round < 100; round += 1) {
      const id = testIds.next() as ApiKeyId;
      const { key, secretHash } = secrets.make(id);
      expect(key).toMatch(/^ghk_[0-9A-Za-z]{71}$/);
      expect(secrets.parse(key)).toEqual({ id, secretHash });
      expect(key).not.toContain(secretHash);
    }
  });

  it('is found by the checksum of ISO 3309', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
    const body = `ghk_${'0'.repeat(22)}${'0'.repeat(43)}`;
    expect(secrets.parse(sealed(body))?.id).toBe('00000000-0000-0000-0000-000000000000');
  });

  it('is refused with any one character mistyped, left out or doubled, or two swapped', () => {
    const { key } = secrets.make(testIds.next() as ApiKeyId);
    for (let at = 4; at < key.length; at += 1) {
      const [before, after] = [key.slice(0, at), key.slice(at + 1)];
      const other = digits[(digits.indexOf(key[at] as string) + 1) % 62];
      expect(secrets.parse(before + other + after)).toBeNull();
      expect(secrets.parse(before + after)).toBeNull();
      expect(secrets.parse(before + key[at] + key[at] + after)).toBeNull();
      const swapped = `${before}${key[at + 1] ?? ''}${key[at]}${after.slice(1)}`;
      if (swapped !== key) expect(secrets.parse(swapped)).toBeNull();
    }
  });

  it('has one spelling: numbers beyond the id and the secret are refused, however right the checksum', () => {
    expect(secrets.parse(sealed(`ghk_${'z'.repeat(22)}${'0'.repeat(43)}`))).toBeNull();
    expect(secrets.parse(sealed(`ghk_${'0'.repeat(22)}${'z'.repeat(43)}`))).toBeNull();
    const { key } = secrets.make(testIds.next() as ApiKeyId);
    for (const odd of [
      ` ${key}`,
      `${key}\n`,
      key.replace('ghk_', 'GHK_'),
      `${key.slice(0, -1)}-`,
      'ghk_',
      '',
    ]) {
      expect(secrets.parse(odd)).toBeNull();
    }
  });
});
