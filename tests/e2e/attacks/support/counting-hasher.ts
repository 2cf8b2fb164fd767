import type { Module } from '#composition/container.js';
import { tokens } from '#composition/tokens.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { BoundedPasswordHasher } from '#infrastructure/hashing/bounded-password-hasher.js';
import { createPasswordHasher } from '#infrastructure/hashing/create-password-hasher.js';

type Operation = 'hash' | 'verify' | 'verifyNothing';

/** Binds the real hasher, and writes down what it is asked. */
export function countedHashing(): { readonly module: Module; readonly asked: Operation[] } {
  const asked: Operation[] = [];
  const counting = (hasher: BoundedPasswordHasher) => {
    const noting =
      <Args extends unknown[], Result>(operation: Operation, work: (...args: Args) => Result) =>
      (...args: Args): Result => {
        asked.push(operation);
        return work.apply(hasher, args);
      };
    return {
      close: () => hasher.close(),
      hash: noting('hash', hasher.hash),
      verify: noting('verify', hasher.verify),
      verifyNothing: noting('verifyNothing', hasher.verifyNothing),
      needsRehash: (hash: PasswordHash) => hasher.needsRehash(hash),
    };
  };
  const module: Module = (wiring) =>
    wiring.singleton(
      tokens.auth.passwordHasher,
      ({ passwords }) => counting(createPasswordHasher(passwords)),
      [tokens.shared.config],
      (hasher) => hasher.close(),
    );
  return { module, asked };
}
