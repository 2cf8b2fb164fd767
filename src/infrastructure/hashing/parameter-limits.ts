/**
 * The most that a stored hash may ask for: a hostile one, imported or written into the database, must not
 * become a denial of service. The configured parameters keep to the same limits.
 */
export const argon2Limits = {
  memoryKib: 1_048_576,
  iterations: 10,
  parallelism: 16,
  outputBytes: 64,
} as const;
/** `minCost` is bcrypt's own; what may be configured begins higher. */
export const bcryptLimits = { minCost: 4, cost: 15 } as const;
