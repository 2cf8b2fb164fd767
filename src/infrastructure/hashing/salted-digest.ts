import type { HashPool } from './hash-pool.js';
import type { PasswordVerifier } from './password-algorithm.js';
import { decodeBase64, encodeBase64, isSame, parseParts } from './phc.js';

const names = { sha1: 20, sha256: 32, sha512: 64 } as const;
type Name = keyof typeof names;

const form = /^\$ssha\$h=(sha1|sha256|sha512)\$([^$]+)\$([^$]+)$/;
const ldapForm = /^\{SSHA(256|512)?\}([A-Za-z0-9+/]+)={0,2}$/;

/**
 * Salted SHA of LDAP servers, stored as `$ssha$h=sha1$<salt>$<digest>`. It is guessed at billions a second: it is here for
 * the one sign-in that replaces it.
 */
export class SaltedDigest implements PasswordVerifier {
  constructor(private readonly pool: HashPool) {}

  accepts(encoded: string): boolean {
    return parse(encoded) !== null;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const parsed = parse(encoded);
    if (parsed === null) return false;
    const { name, salt, digest } = parsed;
    return isSame(await this.pool.run('saltedDigest', { password, salt, digest: name }), digest);
  }
}

/** Of `{SSHA}`, `{SSHA256}` and `{SSHA512}`: base64 of the digest and then the salt. Null for anything else. */
export function encodeLdap(ldap: string): string | null {
  const [matched, size = '1', base64 = ''] = ldapForm.exec(ldap) ?? [];
  const name = `sha${size}` as Name;
  const bytes = matched === undefined ? null : decodeBase64(base64);
  if (bytes === null || bytes.length <= names[name]) return null;
  const [digest, salt] = [bytes.subarray(0, names[name]), bytes.subarray(names[name])];
  return `$ssha$h=${name}$${encodeBase64(salt)}$${encodeBase64(digest)}`;
}

function parse(encoded: string) {
  const [, name, salt, digest] = form.exec(encoded) ?? [];
  const parts = parseParts(salt, digest);
  if (parts === null || parts.digest.length !== names[name as Name]) return null;
  return { ...parts, name: name as Name };
}
