import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from './connection.ts';
import type { Job, Load, Outcome } from './job.ts';
import { Latencies } from './latencies.ts';

/** Applies the load and tells what came of it. */
export async function runJob(job: Job): Promise<Outcome> {
  const run = new Run(job);
  return run.perform();
}

class Run {
  readonly #job: Job;
  readonly #script: Script;
  readonly #connections: Connection[];
  readonly #latencies = new Latencies();
  readonly #statuses: Record<string, number> = {};
  #answers = 0;
  #refusedWithoutRetryAfter = 0;
  #timeouts = 0;
  #connectionErrors = 0;
  #measureFrom = Number.POSITIVE_INFINITY;
  #measureTo = Number.POSITIVE_INFINITY;
  #isOver = false;
  /** When the requests that no connection was free for were due (open loop). */
  readonly #waiting: number[] = [];

  constructor(job: Job) {
    this.#job = job;
    this.#script = job.load.kind === 'refresh' ? new RefreshScript(job.load) : new RequestScript(job.load);
    this.#connections = Array.from(
      { length: job.connections },
      (_, index) =>
        new Connection(index, job.port, {
          answered: (connection, status, response, since) =>
            this.#answered(connection, status, response, since),
          failed: (connection) => {
            this.#connectionErrors += 1;
            this.#refill(connection);
          },
          timedOut: (connection) => {
            this.#timeouts += 1;
            this.#refill(connection);
          },
        }),
    );
  }

  async perform(): Promise<Outcome> {
    const { warmUpMs, durationMs, timeoutMs, rate, staysAwake } = this.#job;
    await Promise.all(this.#connections.map((connection) => connection.connect()));
    const start = performance.now();
    this.#measureFrom = start + warmUpMs;
    this.#measureTo = this.#measureFrom + durationMs;
    const watch = setInterval(() => {
      const now = performance.now();
      for (const connection of this.#connections) connection.checkTimeout(now, timeoutMs);
    }, 250);
    if (staysAwake) this.#stayAwake();
    if (rate === undefined) for (const connection of this.#connections) this.#refill(connection);
    else await this.#keepSchedule(rate, start);
    await delay(Math.max(0, this.#measureTo - performance.now()));
    // What was due in the measured time belongs to it, however late its answer: waiting for it is the point.
    if (rate !== undefined) await this.#drain(timeoutMs);
    this.#isOver = true;
    clearInterval(watch);
    // Chains of tokens go on in the next run, so none may be cut off.
    if (this.#job.load.kind === 'refresh') await this.#drain(timeoutMs);
    for (const connection of this.#connections) connection.close();
    return {
      answers: this.#answers,
      perSecond: this.#answers / (durationMs / 1000),
      latency: this.#latencies.summary(),
      statuses: this.#statuses,
      refusedWithoutRetryAfter: this.#refusedWithoutRetryAfter,
      timeouts: this.#timeouts,
      connectionErrors: this.#connectionErrors,
      tokens: this.#script.tokens(),
    };
  }

  /** Looks for answers without a pause. */
  #stayAwake(): void {
    if (!this.#isOver) setImmediate(() => this.#stayAwake());
  }

  #answered(connection: Connection, status: number, response: string, since: number): void {
    const now = performance.now();
    this.#script.answered(connection.index, status, response);
    // Closed loop: by when the answer came. Open loop: by when the request was due.
    const at = this.#job.rate === undefined ? now : since;
    if (at >= this.#measureFrom && at < this.#measureTo) this.#count(status, response, now - since);
    this.#refill(connection);
  }

  #count(status: number, response: string, milliseconds: number): void {
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    if (status >= 200 && status < 300) {
      this.#answers += 1;
      this.#latencies.add(milliseconds);
    } else if ((status === 429 || status === 503) && !/\r\nretry-after:/i.test(response)) {
      this.#refusedWithoutRetryAfter += 1;
    }
  }

  #refill(connection: Connection): void {
    if (this.#isOver || !connection.isReady || connection.isBusy) return;
    const due = this.#job.rate === undefined ? performance.now() : this.#waiting.shift();
    if (due !== undefined) connection.send(this.#script.next(connection.index), due);
  }

  async #keepSchedule(rate: number, start: number): Promise<void> {
    const interval = 1000 / rate;
    let due = start;
    let turn = 0;
    while (due < this.#measureTo) {
      const now = performance.now();
      for (; due <= now && due < this.#measureTo; due += interval) {
        const connection = this.#free(turn);
        turn = connection === undefined ? turn : connection.index + 1;
        if (connection === undefined) this.#waiting.push(due);
        else connection.send(this.#script.next(connection.index), due);
      }
      await delay(Math.max(1, due - performance.now()));
    }
  }

  #free(from: number): Connection | undefined {
    const { length } = this.#connections;
    for (let step = 0; step < length; step += 1) {
      const connection = this.#connections[(from + step) % length] as Connection;
      if (connection.isReady && !connection.isBusy) return connection;
    }
    return undefined;
  }

  async #drain(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const isBusy = () => this.#waiting.length > 0 || this.#connections.some(({ isBusy }) => isBusy);
    while (isBusy() && performance.now() < deadline) await delay(5);
    if (this.#job.rate === undefined) return;
    // Never answered within the limit, and so as bad as a time-out.
    this.#timeouts += this.#waiting.splice(0).length;
  }
}

interface Script {
  /** The bytes of the next request of a connection. */
  next(index: number): string;
  answered(index: number, status: number, response: string): void;
  tokens(): readonly string[];
}

/** So that connections which begin beside each other do not ask for the same at the same time. */
const stride = 31;

class RequestScript implements Script {
  readonly #requests: readonly string[];
  readonly #positions: number[] = [];

  constructor({ requests }: Extract<Load, { kind: 'requests' }>) {
    this.#requests = requests;
  }

  next(index: number): string {
    const position = this.#positions[index] ?? index;
    this.#positions[index] = position + stride;
    return this.#requests[position % this.#requests.length] as string;
  }

  answered(): void {}

  tokens(): readonly string[] {
    return [];
  }
}

const tokenKey = '"refreshToken":"';

class RefreshScript implements Script {
  readonly #tokens: string[];

  constructor({ tokens }: Extract<Load, { kind: 'refresh' }>) {
    this.#tokens = [...tokens];
  }

  next(index: number): string {
    const body = `{"refreshToken":"${this.#tokens[index]}"}`;
    return `POST /api/v1/auth/refresh HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  }

  answered(index: number, _status: number, response: string): void {
    const at = response.indexOf(tokenKey);
    if (at === -1) return;
    const start = at + tokenKey.length;
    this.#tokens[index] = response.slice(start, response.indexOf('"', start));
  }

  tokens(): readonly string[] {
    return this.#tokens;
  }
}
