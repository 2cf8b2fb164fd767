import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#application/shared/logger.js';
import type { DueDelivery } from '#application/webhooks/delivery-queue.js';
import type { DeliveryTurns, OwnedTurn } from '#application/webhooks/delivery-turns.js';
import type { EndpointAnswer } from '#application/webhooks/endpoint-caller.js';
import { awaySeconds, manyUnanswered } from '#domain/webhooks/retry-schedule.js';
import { inBackground } from '../shared/background.js';
import { CircuitBreaker } from '../shared/circuit-breaker.js';
import type { Signal } from '../shared/signal.js';

export interface WebhookRunnerSettings {
  /** Webhooks that are delivered to at a time. */
  readonly concurrency: number;
  /** Between two looks for deliveries that nobody has told of: of other instances, and those to be tried again. */
  readonly pollIntervalMs: number;
  /** After so long another instance goes on with a webhook whose instance is gone. */
  readonly leaseSeconds: number;
  /** When the service stops, attempts are waited for this long, and then left to be made again. */
  readonly stopMs: number;
}

export interface Attempts {
  execute(delivery: DueDelivery, chance: number, signal: AbortSignal): Promise<EndpointAnswer>;
}

/** Then others have their turn. */
const deliveriesPerTurn = 50;
/** Of a host that does not answer at all. What it answers is no matter: a host may serve many. */
const breakerPolicy = { maxFailures: manyUnanswered, pauseMs: awaySeconds * 1000 };
const maxBreakers = 1_000;
/** After an outcome that could not be recorded. */
const faultPauseSeconds = 5;
const restMs = 10;

/**
 * Delivers, together with the runners of other instances, to many webhooks at a time and to each one after the other: so
 * none waits for another one, and each gets its events in their order. It looks when it is woken, after each turn, and at
 * every interval, so that nothing is missed.
 */
export class WebhookRunner {
  /** Whoever wakes it, it does not run in their transaction. */
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #closing = new AbortController();
  readonly #giveUp = new AbortController();
  readonly #turns = new Set<Promise<void>>();
  readonly #breakers = new Map<string, CircuitBreaker>();
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #isWanted = false;
  #looks: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    private readonly turns: DeliveryTurns,
    private readonly attempts: Attempts,
    private readonly signal: Signal,
    private readonly logger: Logger,
    private readonly settings: WebhookRunnerSettings,
  ) {}

  start(): void {
    if (this.#timer !== undefined || this.#isClosing()) return;
    this.#unsubscribe = this.signal.subscribe(() => this.#wake());
    this.#timer = setInterval(() => this.#wake(), this.settings.pollIntervalMs).unref();
    this.#wake();
  }

  /** Resolves when nothing is due any more and nothing runs. */
  drain(): Promise<void> {
    return this.#outside(async () => {
      while (!this.#isClosing()) {
        const hasBegun = await this.#look();
        if (!hasBegun && this.#turns.size === 0 && this.#looks === undefined) return;
        // What another look has found may not have begun yet.
        await this.#looks;
        await Promise.all(this.#turns);
      }
    });
  }

  /** Begins nothing more, and waits for what runs. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    await this.#looks;
    const giveUp = setTimeout(() => this.#giveUp.abort(new Error('The service stops')), this.settings.stopMs);
    await Promise.all(this.#turns);
    clearTimeout(giveUp);
  }

  #wake(): void {
    this.#isWanted = true;
    if (!this.#isClosing()) this.#looks ??= this.#outside(() => this.#lookWhileWanted());
  }

  async #lookWhileWanted(): Promise<void> {
    const { signal } = this.#closing;
    while (this.#isWanted && !signal.aborted) {
      this.#isWanted = false;
      await this.#look().catch((error) => this.logger.error('Webhooks cannot be delivered to', { error }));
      await delay(restMs, undefined, { signal }).catch(() => undefined);
    }
    this.#looks = undefined;
  }

  /** @returns whether something has begun. */
  async #look(): Promise<boolean> {
    const room = this.settings.concurrency - this.#turns.size;
    if (room <= 0) return false;
    const owner = `${hostname()} ${process.pid} ${randomUUID()}`;
    const claimed = await this.turns.claim(owner, this.settings.leaseSeconds, room);
    for (const turn of claimed) this.#begin(turn, owner);
    return claimed.length > 0;
  }

  #begin(turn: OwnedTurn, owner: string): void {
    const end = inBackground(() => this.#deliver(turn, owner)).finally(() => {
      this.#turns.delete(end);
      // There may be more of it, and there is room for another.
      this.#wakeIfStarted();
    });
    this.#turns.add(end);
  }

  #wakeIfStarted(): void {
    if (this.#timer !== undefined) this.#wake();
  }

  async #deliver(turn: OwnedTurn, owner: string): Promise<void> {
    const { webhookId } = turn;
    let pauseSeconds = 0;
    try {
      pauseSeconds = await this.#deliverDue(turn, owner);
    } catch (error) {
      pauseSeconds = this.#giveUp.signal.aborted ? 0 : faultPauseSeconds;
      if (!this.#giveUp.signal.aborted)
        this.logger.error('A delivery was not recorded', { webhookId, error });
    }
    await this.turns.release(turn, owner, pauseSeconds).catch((error) => {
      this.logger.warn('A webhook was not released, and waits for its lease to end', { webhookId, error });
    });
  }

  /** @returns for how long to leave it alone, in seconds. */
  async #deliverDue(turn: OwnedTurn, owner: string): Promise<number> {
    const breaker = this.#breakerOf(new URL(turn.url).host);
    for (let count = 0; count < deliveriesPerTurn && !this.#isClosing(); count += 1) {
      if (!breaker.admits()) return breakerPolicy.pauseMs / 1000;
      const due = await this.turns.next(turn, owner, this.settings.leaseSeconds);
      if (due === null) return 0;
      const answer = await this.#attempt(due, turn, owner);
      if (answer.kind === 'answered') breaker.succeeded();
      else if (answer.wasCalled) breaker.failed();
    }
    return 0;
  }

  /** One that takes its time keeps the turn, as long as there is somebody who makes it. */
  async #attempt(due: DueDelivery, turn: OwnedTurn, owner: string): Promise<EndpointAnswer> {
    const { leaseSeconds } = this.settings;
    const renew = () => {
      this.turns.renew(turn, owner, leaseSeconds).catch((error) => {
        this.logger.warn('A webhook may be taken over', { webhookId: turn.webhookId, error });
      });
    };
    const renewal = setInterval(renew, (leaseSeconds * 1000) / 3);
    try {
      return await this.attempts.execute(due, Math.random(), this.#giveUp.signal);
    } finally {
      clearInterval(renewal);
    }
  }

  /** Those that were used last are kept. */
  #breakerOf(host: string): CircuitBreaker {
    const breaker = this.#breakers.get(host) ?? new CircuitBreaker(breakerPolicy);
    this.#breakers.delete(host);
    this.#breakers.set(host, breaker);
    const oldest = this.#breakers.keys().next().value;
    if (this.#breakers.size > maxBreakers && oldest !== undefined) this.#breakers.delete(oldest);
    return breaker;
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }
}
