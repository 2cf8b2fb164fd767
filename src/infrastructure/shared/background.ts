import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<true>();

/** Runs what nobody waits for: where it competes with requests, it gets a share of its own. */
export function inBackground<T>(work: () => T): T {
  return storage.run(true, work);
}

export function isInBackground(): boolean {
  return storage.getStore() === true;
}
