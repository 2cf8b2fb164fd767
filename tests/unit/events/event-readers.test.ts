import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everyEvent } from '#application/events/event-feed.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { memoryTokens } from '#composition/platform/memory.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { userRenamed } from '#domain/users/events.js';
import type { EventReaders } from '#presentation/http/v1/events/event-readers.js';
import { maxBacklogBytes } from '#presentation/http/v1/events/event-stream.js';
import { overriding } from '#testing/overriding.js';
import { TestKit } from '#testing/test-kit.js';

const someone = '01a1f8b5-bc48-76fc-83f2-254bd0d3e5a4';

describe('readers of events', () => {
  let kit: TestKit;
  let readers: EventReaders;
  let admin: RequestContext;
  let authorization: string;
  const beats = new Set<() => void>();
  const beat = () => {
    for (const action of beats) action();
  };
  beforeEach(async () => {
    beats.clear();
    const every = (_ms: number, action: () => void) => {
      beats.add(action);
      return () => void beats.delete(action);
    };
    const feature = overriding((wiring) => wiring.replace(eventsTokens.every, () => every, []));
    kit = new TestKit({ features: [feature], env: { EVENTS_MAX_STREAMS: '1' } });
    readers = await kit.get(eventsTokens.readers);
    const { accessToken } = await kit.logIn(await kit.person('admin'));
    admin = await kit.bearer(accessToken);
    authorization = `Bearer ${accessToken}`;
  });
  afterEach(() => kit.close());

  const rename = async (...names: readonly string[]) => {
    const appender = await kit.get(memoryTokens.eventAppender);
    const unitOfWork = await kit.get(platform.unitOfWork);
    const at = kit.clock.now();
    for (const to of names) {
      const event = userRenamed(someone, { from: 'x', to }, at);
      await unitOfWork.run(kit.visitor(), () => appender.append([event]));
    }
  };
  const open = (after: number | 'now' = 'now') =>
    readers.stream({ after, filter: everyEvent }, authorization, admin);
  /** What a client of the stream has been told when it ends. */
  const told = (stream: Awaited<ReturnType<typeof open>>) =>
    text(stream).then((all) => [...all.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '')));
  const large = 'x'.repeat(maxBacklogBytes / 8);

  it('cut off who does not read, when too much waits for them', async () => {
    const stream = await open();
    const closed = once(stream, 'close');
    await rename(...Array.from({ length: 10 }, () => large));
    await closed;
    expect(stream.destroyed).toBe(true);
    expect(readers.waiting).toBe(0);
    expect(beats.size).toBe(0);
  });

  it('cut off who has read nothing from one beat to the next', async () => {
    const stream = await open();
    const closed = once(stream, 'close');
    beat();
    beat();
    await closed;
    expect(readers.waiting).toBe(0);
  });

  it('read what was before as fast as it is taken, and so hold no more of it', async () => {
    const { next } = await (await kit.get(eventsTokens.feed)).read('now', everyEvent, 1);
    await rename(...Array.from({ length: 20 }, () => large));
    const stream = await open(next);
    const all = told(stream);
    const last = new Promise<void>((resolve) => {
      stream.on('data', (chunk) => String(chunk).includes('"to":"end"') && resolve());
    });
    await rename('end');
    await last;
    stream.finish();
    expect(await all).toHaveLength(21);
  });

  it('end the stream when the token has expired', async () => {
    const stream = await open();
    const ended = once(stream, 'end');
    await once(stream, 'data');
    beat();
    await once(stream, 'data');
    kit.clock.advance(24 * 3600);
    beat();
    await ended;
    expect(readers.waiting).toBe(0);
  });

  it('are as many as they may be, and make room when they go', async () => {
    const stream = await open();
    await expect(open()).rejects.toMatchObject({ code: 'OVERLOADED' });
    stream.destroy();
    await once(stream, 'close');
    (await open()).destroy();
  });

  it('leave room behind when they are refused', async () => {
    await expect(open(1_000)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(readers.waiting).toBe(0);
  });
});
