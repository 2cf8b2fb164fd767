/**
 * The bytes of canonical base64url (RFC 4648 §5, without padding), else null. Each value has one spelling, so
 * that no two texts stand for one token.
 */
export function decodeBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}
