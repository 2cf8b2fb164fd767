import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Steps of niceness: about a tenth of the share of the others while they want the processor too. */
const steps = 10;
const nicest = 19;
let isLowered = false;

/**
 * Lets the threads of libuv's pool, once they run, give way to the one that answers requests, which would else
 * wait for its turn among as many hashes as there are processors. On Linux a priority is that of a thread
 * (sched(7)); on other systems it is that of the process, and stays.
 */
export function lowerPoolPriority(): void {
  if (isLowered || process.platform !== 'linux') return;
  isLowered = true;
  try {
    const niceness = Math.min(nicest, getPriority() + steps);
    for (const id of readdirSync('/proc/self/task')) {
      const name = readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trimEnd();
      if (name === 'libuv-worker') setPriority(Number(id), niceness);
    }
  } catch {
    // A sandbox that hides its threads makes the service slower under load, and nothing else.
  }
}
