import type { Clock } from '#application/shared/clock.js';

/** ISO 8601 in UTC. Many answers share a millisecond, and to spell it out costs more than to remember it. */
export function timestamps(clock: Clock): () => string {
  let lastMs = Number.NaN;
  let last = '';
  return () => {
    const now = clock.now();
    const ms = now.getTime();
    if (ms !== lastMs) {
      last = now.toISOString();
      lastMs = ms;
    }
    return last;
  };
}
