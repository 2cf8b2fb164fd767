import { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { sequenceOf, toCloudEvent } from '#application/events/cloud-event.js';
import type { EventFilter, EventPage } from '#application/events/event-feed.js';
import type { EventTail } from '#application/events/event-tail.js';
import type { StoredEvent } from '#application/events/stored-event.js';

type Page = Pick<EventPage, 'events' | 'next' | 'hasMore' | 'end'>;

export interface EventStreamSource {
  readonly tail: EventTail;
  /** @throws when the log cannot be read from there. */
  readOn(after: number): Promise<Page>;
  /** @throws when whoever reads may not do so any longer, or that cannot be told. */
  requireReader(): Promise<void>;
  /** Of CloudEvents. */
  readonly issuer: string;
}

/** So much waits for a client that does not read; then it is cut off, and may come again. */
export const maxBacklogBytes = 1_048_576;

/**
 * The log as Server-Sent Events (HTML Standard §9.2), from a page of it on: what is there is read as fast as the client
 * takes it, and what comes then is told by the tail that all streams share.
 */
export class EventStream extends Readable {
  #position: number;
  #leave: (() => void) | null = null;
  #isOver = false;
  #hasRoom = Promise.withResolvers<void>();
  /** In bytes; and of those, what the client had taken at the last beat. */
  #pushed = 0;
  #taken = 0;
  /** Whether something waited for the client at the last beat. */
  #hasWaited = false;
  #isChecking = false;

  /** @param cutOff is told of a client that does not read, and how far it was told. */
  constructor(
    private readonly wanted: EventFilter,
    private readonly firstPage: Page,
    private readonly source: EventStreamSource,
    private readonly cutOff: (position: number) => void,
  ) {
    super();
    const { events, next } = firstPage;
    this.#position = events[0] === undefined ? next : events[0].position - 1;
    // At once, so that the client learns that it is connected.
    this.#push(this.#comment());
    void this.#catchUp().catch(() => this.finish());
  }

  /** Ends it, and with it the answer, behind what the client has been sent. */
  finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // Nobody waits for a client that does not read.
    if (this.readableLength > 0) this.destroy();
    else this.push(null);
  }

  /** To be called at intervals: shows that the connection is alive, and sees whether it may be. */
  async beat(): Promise<void> {
    // It was finished at a beat before, and the client has not read so far.
    if (this.#isOver) return void this.destroy();
    const taken = this.#pushed - this.readableLength;
    if (this.#hasWaited && taken === this.#taken) return this.#cutOff();
    this.#hasWaited = this.readableLength > 0;
    this.#taken = taken;
    if (this.#isChecking) return;
    this.#isChecking = true;
    try {
      await this.source.requireReader();
      if (!this.#isOver) this.#push(this.#comment());
    } catch {
      this.finish();
    } finally {
      this.#isChecking = false;
    }
  }

  override _read(): void {
    this.#hasRoom.resolve();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#isOver = true;
    this.#leave?.();
    this.#hasRoom.resolve();
    done(error);
  }

  async #catchUp(): Promise<void> {
    for (let page = this.firstPage; !this.#isOver; page = await this.source.readOn(page.next)) {
      await this.#send(page);
      if (page.hasMore || this.#isOver) continue;
      this.#leave = this.source.tail.join(page.next, page.end, {
        filter: this.wanted,
        take: (events, next) => this.#take(events, next),
        lost: () => this.finish(),
      });
      if (this.#leave !== null) return;
    }
  }

  #take(events: readonly StoredEvent[], next: number): void {
    if (this.#isOver) return;
    this.#position = next;
    if (events.length > 0) this.#push(this.#messagesOf(events));
    if (this.readableLength > maxBacklogBytes) this.#cutOff();
  }

  /** Resolves when there is room for more. */
  async #send({ events, next }: Page): Promise<void> {
    this.#hasRoom = Promise.withResolvers();
    const isFull = events.length > 0 && !this.#push(this.#messagesOf(events));
    this.#position = next;
    if (isFull) await this.#hasRoom.promise;
  }

  #push(text: string): boolean {
    const bytes = Buffer.from(text);
    this.#pushed += bytes.length;
    return this.push(bytes);
  }

  #messagesOf(events: readonly StoredEvent[]): string {
    return events.map((event) => messageOf(event, this.source.issuer)).join('');
  }

  /** With the position, which then is known even where nothing passes the filter for long. */
  #comment(): string {
    return `:\nid: ${sequenceOf(this.#position)}\n\n`;
  }

  #cutOff(): void {
    this.cutOff(this.#position);
    this.destroy();
  }
}

/** Made once for all streams that are at the same events. */
const messages = new LRUCache<string, string>({ max: 500 });

function messageOf(event: StoredEvent, issuer: string): string {
  const key = `${issuer} ${event.id}`;
  const made = messages.get(key);
  if (made !== undefined) return made;
  const message = `id: ${sequenceOf(event.position)}\ndata: ${JSON.stringify(toCloudEvent(event, issuer))}\n\n`;
  messages.set(key, message);
  return message;
}
