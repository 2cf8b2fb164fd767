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
/** `memoryBytes` is 128 * N * r; `workBytes` is that times p. */
export const scryptLimits = { memoryBytes: 268_435_456, workBytes: 1_073_741_824, parallelism: 16 } as const;
/** OWASP recommends 1,400,000 for SHA-1, the most of all. */
export const pbkdf2Limits = { iterations: 2_000_000 } as const;
/** Of what was made elsewhere. A digest that is shorter says yes to too many passwords. */
export const foreignLimits = { minDigestBytes: 16, digestBytes: 64, saltBytes: 128 } as const;
