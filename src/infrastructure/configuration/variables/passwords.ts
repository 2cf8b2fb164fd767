import { availableParallelism } from 'node:os';
import Joi from 'joi';
import { argon2Limits, bcryptLimits } from '#infrastructure/hashing/parameter-limits.js';
import type { PasswordConfig } from '../config.js';
import { costInteger, integer, withDefault } from '../variable-types.js';

export interface PasswordVariables {
  readonly PASSWORD_HASHER: 'argon2id' | 'bcrypt';
  readonly ARGON2_MEMORY_KIB: number;
  readonly ARGON2_ITERATIONS: number;
  readonly ARGON2_PARALLELISM: number;
  readonly BCRYPT_COST: number;
  readonly HASH_CONCURRENCY: number;
  readonly HASH_QUEUE_MAX: number;
  readonly HASH_QUEUE_MAX_WAIT_MS: number;
}

/** Lower limits: OWASP Password Storage Cheat Sheet, ASVS 11.4.2. */
export const passwordVariables: Record<keyof PasswordVariables, Joi.Schema> = {
  PASSWORD_HASHER: Joi.string()
    .valid('argon2id', 'bcrypt')
    .default('argon2id')
    .description('For new hashes. Both are verified, and a hash of the other is replaced at the next login.')
    .example('bcrypt'),
  ARGON2_MEMORY_KIB: costInteger(19_456, argon2Limits.memoryKib, 128)
    .default(19_456)
    .unit('KiB')
    .description('Memory of one argon2id hash.')
    .example(65_536),
  ARGON2_ITERATIONS: costInteger(2, argon2Limits.iterations, 1)
    .default(2)
    .unit('passes')
    .description('Passes over the memory.')
    .example(3),
  ARGON2_PARALLELISM: integer(1, argon2Limits.parallelism)
    .default(1)
    .unit('lanes')
    .description('Lanes of one hash.')
    .example(1),
  BCRYPT_COST: costInteger(10, bcryptLimits.cost, bcryptLimits.minCost)
    .default(12)
    .description('Binary logarithm of the rounds.')
    .example(11),
  HASH_CONCURRENCY: withDefault(integer(1, 256), 'as many as there are processors', () =>
    Math.min(availableParallelism(), 256),
  )
    .unit('hashes')
    .description('Hashes at a time, each in a thread.')
    .example(2),
  HASH_QUEUE_MAX: integer(0, 100_000)
    .default(500)
    .unit('hashes')
    .description('Hashes that may wait; the next is answered with 503.')
    .example(100),
  HASH_QUEUE_MAX_WAIT_MS: integer(10, 60_000)
    .default(2000)
    .unit('ms')
    .description('For a hash to begin; then 503.')
    .example(1000),
};

export function toPasswordConfig(variables: PasswordVariables): PasswordConfig {
  return {
    hasher: variables.PASSWORD_HASHER,
    argon2: {
      memoryKib: variables.ARGON2_MEMORY_KIB,
      iterations: variables.ARGON2_ITERATIONS,
      parallelism: variables.ARGON2_PARALLELISM,
    },
    bcryptCost: variables.BCRYPT_COST,
    concurrency: variables.HASH_CONCURRENCY,
    maxQueue: variables.HASH_QUEUE_MAX,
    maxWaitMs: variables.HASH_QUEUE_MAX_WAIT_MS,
  };
}
