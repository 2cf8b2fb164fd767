import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { EventFilter } from '#application/events/event-feed.js';
import type { EventTail } from '#application/events/event-tail.js';
import type { ReadEvents, ReadEventsQuery, ReadEventsResult } from '#application/events/read-events.js';
import type { RequireEventReader } from '#application/events/require-event-reader.js';
import { overloaded } from '#application/shared/errors.js';
import type { Logger } from '#application/shared/logger.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { Executes } from '#application/shared/use-case.js';
import { principalOf } from '../../plugins/authentication.js';
import { EventStream } from './event-stream.js';

/** Does something at intervals of so many ms. @returns what ends it. */
export type Every = (ms: number, action: () => void) => () => void;

export const systemEvery: Every = (ms, action) => {
  const timer = setInterval(action, ms).unref();
  return () => clearInterval(timer);
};

export interface EventReadersSettings {
  readonly issuer: string;
  /** How many may wait at a time, be it in a stream. */
  readonly maxWaiting: number;
}

const heartbeatMs = 15_000;
const pageSize = 100;

/** Those who wait for events: in streams, and in requests that do not answer at once. */
export class EventReaders {
  readonly #streams = new Set<EventStream>();
  #waiting = 0;

  /** @param closing ends all of them. */
  constructor(
    private readonly readEvents: Executes<ReadEvents>,
    private readonly requireReader: Executes<RequireEventReader>,
    private readonly tail: EventTail,
    private readonly authenticators: readonly RequestAuthenticator[],
    private readonly closing: AbortSignal,
    private readonly every: Every,
    private readonly logger: Logger,
    private readonly settings: EventReadersSettings,
  ) {
    closing.addEventListener('abort', () => {
      for (const stream of this.#streams) stream.finish();
    });
  }

  /** How many wait now. */
  get waiting(): number {
    return this.#waiting;
  }

  /** @throws AppError of `ReadEvents`; OVERLOADED when too many wait. */
  async read(query: ReadEventsQuery, waitMs: number, context: RequestContext): Promise<ReadEventsResult> {
    let page = await this.readEvents.execute(query, context);
    if (waitMs === 0 || isAnswer(page)) return page;
    const leave = this.#enter();
    const patience = AbortSignal.any([this.closing, AbortSignal.timeout(waitMs)]);
    try {
      while (!isAnswer(page) && !patience.aborted) {
        await this.#arrival(page, query.filter, patience);
        page = await this.readEvents.execute({ ...query, after: page.next }, context);
      }
      return page;
    } finally {
      leave();
    }
  }

  /**
   * @param authorization the header, by which it is asked again and again whether the stream may go on.
   * @throws AppError of `ReadEvents`; OVERLOADED when too many wait.
   */
  async stream(
    { after, filter }: Pick<ReadEventsQuery, 'after' | 'filter'>,
    authorization: string,
    context: RequestContext,
  ): Promise<EventStream> {
    const leave = this.#enter();
    try {
      const read = (from: ReadEventsQuery['after'], asker: RequestContext) =>
        this.readEvents.execute({ after: from, filter, limit: pageSize }, asker);
      const first = await read(after, context);
      const source = {
        tail: this.tail,
        issuer: this.settings.issuer,
        readOn: (position: number) => read(position, context),
        requireReader: async () => {
          const principal = await principalOf(authorization, this.authenticators);
          await this.requireReader.execute({ ...context, principal });
        },
      };
      const stream = new EventStream(filter, first, source, (position) =>
        this.logger.info('An event stream was cut off, whose client does not read', {
          position,
          requestId: context.requestId,
        }),
      );
      this.#keep(stream, leave);
      return stream;
    } catch (error) {
      leave();
      throw error;
    }
  }

  #keep(stream: EventStream, leave: () => void): void {
    const stop = this.every(heartbeatMs, () => void stream.beat());
    this.#streams.add(stream);
    stream.once('close', () => {
      stop();
      this.#streams.delete(stream);
      leave();
    });
    if (this.closing.aborted) stream.finish();
  }

  /** @returns what makes room again. */
  #enter(): () => void {
    if (this.#waiting >= this.settings.maxWaiting) throw overloaded();
    this.#waiting += 1;
    return () => {
      this.#waiting -= 1;
    };
  }

  /** Resolves when there may be something to read, or nobody waits any longer. */
  async #arrival(page: ReadEventsResult, filter: EventFilter, patience: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const take = (events: readonly unknown[]) => {
      if (events.length > 0) resolve();
    };
    const leave = this.tail.join(page.next, page.end, { filter, take, lost: resolve });
    // The tail is further: there is something to read already.
    if (leave === null) return;
    const stop = () => resolve();
    patience.addEventListener('abort', stop);
    if (patience.aborted) resolve();
    await promise.finally(() => {
      leave();
      patience.removeEventListener('abort', stop);
    });
  }
}

/** Rather than something to wait for. */
function isAnswer({ events, hasMore }: ReadEventsResult): boolean {
  return events.length > 0 || hasMore;
}
