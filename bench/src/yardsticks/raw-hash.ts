import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { productPackage } from '../paths.ts';
import { ready } from './serve.ts';

interface Argon2 {
  hash(password: string, options: object): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

const password = 'correct horse battery staple';

/** Verifications per second with nothing around them, as many at a time as there are processors. */
async function argon2id(durationMs: number): Promise<number> {
  const { hash, verify } = productPackage<Argon2>('@node-rs/argon2');
  const stored = await hash(password, { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const begin = performance.now();
  let count = 0;
  const work = async () => {
    while (performance.now() - begin < durationMs) {
      await verify(stored, password);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return count / ((performance.now() - begin) / 1000);
}

async function bcrypt(durationMs: number, cost: number): Promise<number> {
  const workers = Array.from(
    { length: availableParallelism() },
    () =>
      new Worker(new URL('./bcrypt-thread.ts', import.meta.url), {
        workerData: { durationMs, cost, password },
      }),
  );
  const rates = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject)),
    ),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}

ready(async ({ algorithm, durationMs, cost }: { algorithm: string; durationMs: number; cost: number }) => ({
  perSecond: algorithm === 'bcrypt' ? await bcrypt(durationMs, cost) : await argon2id(durationMs),
}));
