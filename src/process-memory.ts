import { Session } from 'node:inspector/promises';

/** By then the first requests, which come as soon as the service is ready, are answered. */
const delayMs = 2_000;

/**
 * Gives back, once, what the start has left behind: 30 MB, most of it a young generation that has grown while
 * modules were loaded. V8 by itself shrinks it only after collections, of which an idle service has none. It
 * grows again under load. Takes some 0.1 s, in which nothing is answered.
 */
export function collectGarbageOfStart(): void {
  setTimeout(async () => {
    const session = new Session();
    session.connect();
    await session.post('HeapProfiler.collectGarbage');
    session.disconnect();
  }, delayMs).unref();
}
