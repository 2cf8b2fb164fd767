import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionId } from '#domain/shared/ids.js';
import { OpaqueRefreshTokens } from '#infrastructure/crypto/sessions/refresh-tokens.js';
import { encryptionKey } from '../support/encryption-keys.js';

const [k1, k2] = [encryptionKey('k1'), encryptionKey('k2')];
const tokens = new OpaqueRefreshTokens([k1]);
const sessionId = '01890a5d-ac96-774b-bcce-b302099a8057' as SessionId;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('a refresh token', () => {
  it('names its session, has a prefix for secret scanners, and is stored as its SHA-256', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const { value, hash } = tokens.issue(id as SessionId);
        expect(value).toMatch(/^ghr_[\w-]{86}$/);
        expect(hash).toBe(createHash('sha256').update(value).digest('base64url'));
        expect(tokens.parse(value)).toMatchObject({ sessionId: id, hash, isAuthentic: true });
      }),
    );
  });

  it('is never issued twice', () => {
    const values = Array.from({ length: 1000 }, () => tokens.issue(sessionId).value);
    expect(new Set(values).size).toBe(1000);
  });

  it('has one successor, the same on every instance, which is a good token of the same session', () => {
    const { value } = tokens.issue(sessionId);
    const first = tokens.parse(value);
    const second = new OpaqueRefreshTokens([k1]).parse(value);
    expect(first?.successors).toHaveLength(1);
    expect(first?.successors).toEqual(second?.successors);
    expect(first?.successorHashes).toEqual(first?.successors.map(({ hash }) => hash));
    const successor = tokens.parse(first?.successors[0]?.value as string);
    expect(successor).toMatchObject({ sessionId, isAuthentic: true, hash: first?.successorHashes[0] });
    expect(successor?.hash).not.toBe(first?.hash);
  });

  it('does not show its successor: the secret of that one is no part of it', () => {
    const { value } = tokens.issue(sessionId);
    const bytesOf = (token: string) => Buffer.from(token.slice(4), 'base64url');
    const tag = bytesOf(value).subarray(48);
    const next = bytesOf(tokens.parse(value)?.successors[0]?.value as string).subarray(16, 48);
    expect(next.includes(tag)).toBe(false);
    expect(bytesOf(value).includes(next)).toBe(false);
  });

  it('stays authentic while keys are replaced, with a successor for each key, the current first', () => {
    const { value } = tokens.issue(sessionId);
    const rotated = new OpaqueRefreshTokens([k2, k1]).parse(value);
    expect(rotated?.isAuthentic).toBe(true);
    expect(rotated?.successorHashes).toHaveLength(2);
    expect(rotated?.successorHashes[1]).toBe(tokens.parse(value)?.successorHashes[0]);
    expect(rotated?.successorHashes[0]).toBe(new OpaqueRefreshTokens([k2]).parse(value)?.successorHashes[0]);
  });

  it('that was made up for a known session is not authentic', () => {
    const id = Buffer.from(sessionId.replaceAll('-', ''), 'hex');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 48 }), (rest) => {
        const value = `ghr_${Buffer.concat([id, rest]).toString('base64url')}`;
        expect(tokens.parse(value)).toMatchObject({ sessionId, isAuthentic: false });
      }),
    );
  });

  it('that was issued for one session is not authentic for another, or under other keys', () => {
    const bytes = Buffer.from(tokens.issue(sessionId).value.slice(4), 'base64url');
    Buffer.from(randomUUID().replaceAll('-', ''), 'hex').copy(bytes);
    expect(tokens.parse(`ghr_${bytes.toString('base64url')}`)?.isAuthentic).toBe(false);
    expect(new OpaqueRefreshTokens([k2]).parse(tokens.issue(sessionId).value)?.isAuthentic).toBe(false);
  });

  it('with one changed character is another token, not authentic, or none at all', () => {
    const { value, hash } = tokens.issue(sessionId);
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 89 }), fc.constantFrom(...alphabet), (at, character) => {
        fc.pre(value[at] !== character);
        const parsed = tokens.parse(value.slice(0, at) + character + value.slice(at + 1));
        expect(parsed?.isAuthentic ?? false).toBe(false);
        expect(parsed?.hash).not.toBe(hash);
      }),
    );
  });

  it('has one spelling: unused bits, padding and the standard alphabet are refused', () => {
    const { value } = tokens.issue(sessionId);
    const last = value.at(-1) as string;
    const respelled = value.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1];
    expect(Buffer.from(respelled.slice(4), 'base64url')).toEqual(Buffer.from(value.slice(4), 'base64url'));
    expect(tokens.parse(respelled)).toBeNull();
    expect(tokens.parse(`${value.slice(0, -1)}=`)).toBeNull();
    expect(tokens.parse(`ghr_${'+'.repeat(86)}`)).toBeNull();
    expect(tokens.parse(`ghr_${'/'.repeat(86)}`)).toBeNull();
  });

  it.each([
    '',
    'ghr_',
    `GHR_${'A'.repeat(86)}`,
    `ghr_${'A'.repeat(85)}`,
    `ghr_${'A'.repeat(87)}`,
    `ghr_${'A'.repeat(85)} `,
    `ghr_${'A'.repeat(85)}\n`,
    `ghr_${'Ā'.repeat(86)}`,
    'A'.repeat(90),
  ])('is not %j', (text) => {
    expect(tokens.parse(text)).toBeNull();
  });

  it('is not any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tokens.parse(text)).toBeNull();
      }),
    );
  });
});
