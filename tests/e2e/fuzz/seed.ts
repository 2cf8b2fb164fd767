import { randomInt } from 'node:crypto';

/** FUZZ_SEED repeats a run: with it, every request is the same, in the same order. */
export const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));

export const runs = Number(process.env.FUZZ_RUNS ?? 10_000);

export function announceSeed(): void {
  process.stdout.write(`Fuzzing with FUZZ_SEED=${seed} FUZZ_RUNS=${runs}\n`);
}
