import type { NewUser } from '#domain/users/user.js';

type Keys = Pick<NewUser, 'id' | 'email'>;

/** Which accounts a file had before, in a number for each id and address: two may have the same, once in many millions. */
export class SeenAccounts {
  readonly #digests = new Set<number>();

  /** @returns whether it was there before, or another one with the same number. */
  add(account: Keys): boolean {
    const digests = keysOf(account).map((key) => digestOf(key));
    const isAgain = digests.some((digest) => this.#digests.has(digest));
    for (const digest of digests) this.#digests.add(digest);
    return isAgain;
  }
}

export function keysOf({ id, email }: Keys): readonly string[] {
  return [`id:${id}`, `email:${email.value}`];
}

/** Of 53 bits (cyrb53): it tells apart and protects nothing. */
export function digestOf(text: string): number {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
