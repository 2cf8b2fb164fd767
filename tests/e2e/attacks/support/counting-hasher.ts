import type { Feature } from '#composition/define-feature.js';
import { passwordSettings } from '#composition/features/auth.settings.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { BoundedPasswordHasher } from '#infrastructure/hashing/bounded-password-hasher.js';
import { createPasswordHasher } from '#infrastructure/hashing/create-password-hasher.js';

import { overriding } from '#testing/overriding.js';

type Operation = 'hash' | 'verify' | 'verifyNothing';

/** Binds the real hasher, and writes down what it is asked. */
export function countedHashing(): { readonly feature: Feature; readonly asked: Operation[] } {
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
  const feature = overriding((wiring) =>
    wiring.replace(
      authTokens.passwordHasher,
      ({ argon2MemoryKib, argon2Iterations, argon2Parallelism, ...settings }) =>
        counting(
          createPasswordHasher({
            ...settings,
            argon2: {
              memoryKib: argon2MemoryKib,
              iterations: argon2Iterations,
              parallelism: argon2Parallelism,
            },
          }),
        ),
      [passwordSettings.token],
      (hasher) => hasher.close(),
    ),
  );
  return { feature, asked };
}
