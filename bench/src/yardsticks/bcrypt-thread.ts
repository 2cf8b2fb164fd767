import { parentPort, workerData } from 'node:worker_threads';
import { productPackage } from '../paths.ts';

interface Bcrypt {
  hashSync(password: string, cost: number): string;
  compareSync(password: string, hash: string): boolean;
}

const { hashSync, compareSync } = productPackage<Bcrypt>('bcryptjs');
const { durationMs, cost, password } = workerData;
const stored = hashSync(password, cost);
const begin = performance.now();
let count = 0;
while (performance.now() - begin < durationMs) {
  compareSync(password, stored);
  count += 1;
}
parentPort?.postMessage(count / ((performance.now() - begin) / 1000));
