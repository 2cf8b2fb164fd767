import { randomInt } from 'node:crypto';

/** With the same one every request is the same, in the same order; FUZZ_SEED=random tries others. */
export const seed =
  process.env.FUZZ_SEED === 'random' ? randomInt(2 ** 31) : Number(process.env.FUZZ_SEED ?? 20_261_127);

export const runs = Number(process.env.FUZZ_RUNS ?? 5_000);

export function announceSeed(): void {
  process.stdout.write(`Fuzzing with FUZZ_SEED=${seed} FUZZ_RUNS=${runs}\n`);
}
