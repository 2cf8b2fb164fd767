import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

const checkIntervalMs = 2_000;
/** Share of the time in which the event loop works. */
const idleUtilization = 0.05;

/**
 * Keeps V8 from allocating in the old generation what it takes for long-lived. Under a sudden load the objects of
 * open requests look like that, and once V8 thinks so, a fifth of what every later request allocates stays until a
 * full collection: each costs a third more.
 */
export function allocateYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Gives back, once the service has nothing to do, what its start has left behind: 30 MB, most of it a young
 * generation that has grown while modules were loaded. V8 by itself shrinks it only after collections, of which
 * an idle service has none. It grows again under load. Takes some 0.1 s, in which nothing is answered.
 */
export function collectGarbageOfStart(): void {
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const { utilization } = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    if (utilization > idleUtilization) return;
    clearInterval(timer);
    // A Node without an inspector keeps the memory, which is no reason to fail.
    collectGarbage().catch(() => undefined);
  }, checkIntervalMs).unref();
}

async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}
