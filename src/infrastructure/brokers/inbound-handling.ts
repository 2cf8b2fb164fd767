import type { BrokerMessage, Reaction } from '#application/brokers/inbound.js';
import type { BegunMessages, Inbox } from '#application/brokers/inbox.js';
import { isRequestId, systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { EventFailure } from '../events/event-failures.js';

const defaultMaxAttempts = 5;
/** After the first failure of a message; twice as long after each further one. */
const firstRetryMs = 200;
const longestRetryMs = 30_000;
const longestId = 256;
/** Beyond the attempts that fail are those that end the process. */
export const lostAttempts = 10;

/** That it failed says the message itself; trying again does not help. */
export class UnreadableMessage extends EventFailure {
  override readonly name = 'UnreadableMessage';
}

/** How messages of every broker are handled: once each, in a unit of work. */
export class InboundHandling {
  constructor(
    private readonly inbox: Inbox,
    private readonly begun: BegunMessages,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @param consumer under whose name it is put on record. */
  handle<M extends BrokerMessage>(consumer: string, reaction: Reaction<M>, message: M): Promise<void> {
    // Whoever publishes may have written anything there; events carry it on, into headers and logs.
    const requestId = isRequestId(message.correlationId) ? message.correlationId : null;
    const context = { ...systemContext, requestId };
    return this.unitOfWork.run(context, async () => {
      if (await this.inbox.accept(consumer, message.id)) await reaction.handle(message);
    });
  }

  /**
   * For a message that may have ended the process which handled it before.
   * @returns how many times it has begun and not ended, with this one.
   */
  begin(consumer: string, place: string): Promise<number> {
    return this.unitOfWork.run(systemContext, () => this.begun.begin(consumer, place));
  }

  end(consumer: string, place: string): Promise<void> {
    return this.unitOfWork.run(systemContext, () => this.begun.end(consumer, place));
  }
}

export function maxAttemptsOf({
  maxAttempts = defaultMaxAttempts,
}: {
  readonly maxAttempts?: number;
}): number {
  return maxAttempts;
}

export function isForGood(
  error: unknown,
  attempt: number,
  reaction: { readonly maxAttempts?: number },
): boolean {
  return error instanceof UnreadableMessage || attempt >= maxAttemptsOf(reaction);
}

/** @param attempt that has failed. */
export function retryPauseMs(attempt: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (attempt - 1));
}

/**
 * @param content as it came.
 * @param id beside it, if it has one; otherwise its body has.
 * @throws UnreadableMessage for what is no JSON, or has no id.
 */
export function parseMessage(content: Buffer | null, id: unknown): Pick<BrokerMessage, 'id' | 'body'> {
  let body: unknown;
  try {
    body = JSON.parse(content?.toString() ?? '');
  } catch {
    throw new UnreadableMessage('It is not JSON');
  }
  const found: unknown = id ?? (body as { id?: unknown } | null)?.id;
  if (typeof found !== 'string' || found === '' || found.length > longestId) {
    throw new UnreadableMessage('It has no id by which it could be known again');
  }
  return { id: found, body };
}
