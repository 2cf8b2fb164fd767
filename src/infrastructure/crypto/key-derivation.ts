import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** One key for one purpose (NIST SP 800-57 §5.2), from one secret: HKDF-SHA256 (RFC 5869). */
export function deriveKey(secret: Uint8Array, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
}
