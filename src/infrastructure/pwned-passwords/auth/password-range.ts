import { hash } from 'node:crypto';
import type { BreachedPasswords } from '#application/auth/breached-passwords.js';
import type { Logger } from '#application/shared/logger.js';
import type { Password } from '#domain/auth/password.js';
import type { CircuitBreaker } from '../../shared/circuit-breaker.js';

const prefixLength = 5;
/** A range has a thousand lines of 40 bytes, with padding at most a few more. */
const maxBytes = 262_144;
const lineForm = /^([0-9A-F]{35}):(\d+)$/i;

export interface PasswordRangeSettings {
  /** That the five digits are appended to. */
  readonly url: string;
  /** For a whole answer. */
  readonly timeoutMs: number;
}

/**
 * The range protocol of Have I Been Pwned (https://haveibeenpwned.com/API/v3#PwnedPasswords), which mirrors speak too: the
 * first five hexadecimal digits of a SHA-1 go out, the rest of all that begin so come back, and are compared here.
 * Padding hides from an onlooker, by its length, which range it was. Where it cannot be asked, a password counts as
 * not breached: nobody is locked out because another service is down, and the offline rules hold all the same.
 */
export class PasswordRange implements BreachedPasswords {
  constructor(
    private readonly settings: PasswordRangeSettings,
    private readonly breaker: CircuitBreaker,
    private readonly logger: Logger,
  ) {}

  async include(password: Password): Promise<boolean> {
    if (!this.breaker.admits()) return false;
    const digest = hash('sha1', password.value, 'hex').toUpperCase();
    try {
      const text = await this.#fetch(digest.slice(0, prefixLength));
      const counts = parse(text);
      this.breaker.succeeded();
      // A count of zero is padding.
      return (counts.get(digest.slice(prefixLength)) ?? 0) > 0;
    } catch (error) {
      const isPaused = this.breaker.failed();
      this.logger.warn('A password could not be compared with those from breaches', {
        reason: reasonOf(error),
        isPaused,
      });
      return false;
    }
  }

  /** Goes where it was told to and nowhere else, and reads no more than a range has. */
  async #fetch(prefix: string): Promise<string> {
    const { url, timeoutMs } = this.settings;
    const response = await fetch(url + prefix, {
      headers: { 'add-padding': 'true', 'user-agent': 'gatehouse' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new RangeFault(`status ${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new RangeFault('the answer is too long');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('latin1');
  }
}

class RangeFault extends Error {}

/** Counts by the rest of the digest. @throws RangeFault for what is no range, such as the page of a proxy. */
function parse(text: string): ReadonlyMap<string, number> {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const counts = lines.map((line): [string, number] => {
    const [, rest, count] = lineForm.exec(line) ?? [];
    if (rest === undefined) throw new RangeFault('the answer is no range');
    return [rest.toUpperCase(), Number(count)];
  });
  if (counts.length === 0) throw new RangeFault('the answer is empty');
  return new Map(counts);
}

/** Never the message of another's error, which may have the address in it, and so the digits. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeFault) return error.message;
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return name === 'TimeoutError' ? 'it took too long' : (name ?? 'unknown');
}
