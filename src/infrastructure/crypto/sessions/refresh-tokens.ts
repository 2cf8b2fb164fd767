import { createHmac, hash, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type {
  ParsedRefreshToken,
  RefreshToken,
  RefreshTokens,
} from '#application/sessions/refresh-tokens.js';
import { SessionId } from '#domain/shared/ids.js';
import { decodeBase64Url } from '../base64url.js';
import type { EncryptionKey } from '../encryption-keys.js';
import { deriveKey } from '../key-derivation.js';

/** Lets secret scanners find a token that was leaked. */
const prefix = 'ghr_';
const idBytes = 16;
const secretBytes = 32;
const tagBytes = 16;
const tokenLength = prefix.length + Math.ceil(((idBytes + secretBytes + tagBytes) * 4) / 3);

interface RefreshTokenKey {
  readonly tag: KeyObject;
  readonly successor: KeyObject;
}

/**
 * `ghr_` and the base64url of session id (16 bytes), secret (32) and tag (16). The tag, a truncated
 * HMAC-SHA256 (RFC 2104 §5) over what is before it, shows that the token was issued here, however long ago;
 * so a made-up token with a known session id is told from a stolen one.
 */
export class OpaqueRefreshTokens implements RefreshTokens {
  readonly #keys: readonly RefreshTokenKey[];

  /** @param keys the first one issues; successors and tags of the others are known too. */
  constructor(keys: readonly EncryptionKey[]) {
    if (keys.length === 0) throw new Error('At least one encryption key is needed');
    this.#keys = keys.map(({ secret }) => ({
      tag: deriveKey(secret, 'refresh-token-tag'),
      successor: deriveKey(secret, 'refresh-token-successor'),
    }));
  }

  issue(sessionId: SessionId): RefreshToken {
    const id = Buffer.from(sessionId.replaceAll('-', ''), 'hex');
    return assemble(id, randomBytes(secretBytes), this.#keys[0] as RefreshTokenKey);
  }

  parse(value: string): ParsedRefreshToken | null {
    if (value.length !== tokenLength || !value.startsWith(prefix)) return null;
    const bytes = decodeBase64Url(value.slice(prefix.length));
    if (bytes === null) return null;
    const id = bytes.subarray(0, idBytes);
    const body = bytes.subarray(0, idBytes + secretBytes);
    const tag = bytes.subarray(idBytes + secretBytes);
    const successors = this.#keys.map((key) => assemble(id, digest(key.successor, body), key));
    return {
      sessionId: toSessionId(id),
      hash: hashOf(value),
      isAuthentic: this.#keys.some((key) => timingSafeEqual(tagOf(key, body), tag)),
      successors,
      successorHashes: successors.map(({ hash }) => hash) as [string, ...string[]],
    };
  }
}

function assemble(id: Buffer, secret: Buffer, key: RefreshTokenKey): RefreshToken {
  const body = Buffer.concat([id, secret]);
  const value = prefix + Buffer.concat([body, tagOf(key, body)]).toString('base64url');
  return { value, hash: hashOf(value) };
}

function tagOf(key: RefreshTokenKey, body: Buffer): Buffer {
  return digest(key.tag, body).subarray(0, tagBytes);
}

function digest(key: KeyObject, data: Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** Fast, without salt: what is hashed has 256 random bits (ASVS 6.5.2). */
function hashOf(value: string): string {
  return hash('sha256', value, 'base64url');
}

function toSessionId(id: Buffer): SessionId {
  return SessionId.parse(id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
}
