import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import { RedisInvalidationChannel } from '#infrastructure/redis/redis-invalidation-channel.js';
import { RedisLink } from '#infrastructure/redis/redis-link.js';
import { aUserId } from '#testing/ids.js';
import { silentLogger } from '#testing/loggers.js';
import { openMemoryAdapters } from '../../contract/memory-adapters.js';

/** Answers what it is told to, then is away. */
class ScriptedLink extends RedisLink {
  attempts = 0;
  answers: unknown[] = [];

  constructor() {
    super('redis://127.0.0.1:1', 'test:', silentLogger);
  }

  override start(): void {}

  override async attempt<T>(): Promise<T | null> {
    this.attempts += 1;
    if (this.attempts > 100) throw new Error('It never ends');
    return (this.answers.shift() as T) ?? null;
  }
}

it('waits for the next beat when Redis goes away again before all that was unsaid has been said', async () => {
  const { unitOfWork } = await openMemoryAdapters();
  const link = new ScriptedLink();
  const channel = new RedisInvalidationChannel(link, unitOfWork, silentLogger, 60_000);
  onTestFinished(() => channel.close());
  await unitOfWork.run(systemContext, () => channel.publish([aUserId()]));
  expect(link.attempts).toBe(1);

  const heardBeat = 1;
  link.answers = [heardBeat];
  channel.start({ changed: () => undefined, missed: () => undefined });
  await nextTurn();
  expect(link.attempts).toBe(3);
});
