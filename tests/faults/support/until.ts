import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 20;

/** Resolves when the condition holds. @throws Error when it does not within `limitMs`. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 40_000,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await delay(pauseMs);
  }
}
