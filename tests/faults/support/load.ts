import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { answerBoundMs } from './bounds.js';
import { until } from './until.js';

const password = 'correct horse battery staple';
/** Beyond it nobody waits; the answer is recorded as one that did not come. */
const patienceMs = answerBoundMs + 5_000;
/** Between an answer and the next request of a client, and before a request that failed is sent again. */
const thinkMs = 5;
const retryMs = 100;

export interface Answer {
  readonly operation: string;
  /** The place of the instance among the URLs. */
  readonly instance: number;
  readonly sentAt: number;
  readonly ms: number;
  /** Null: the connection was refused or broken. */
  readonly status: number | null;
  /** What became of the connection where there is no status. */
  readonly reason: string | null;
}

interface Reply {
  readonly status: number | null;
  readonly reason: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
  readonly body: any;
}

interface Session {
  token: string;
  refreshToken: string;
}

/** What was found when everything was over, and never may be. */
export interface Violations {
  readonly lostChanges: string[];
  readonly endedSessions: string[];
  /** Answers that are neither what was asked for nor a failure of the service. */
  readonly oddAnswers: string[];
}

/** One account with two sessions, whose owner waits for each answer and repeats what failed. */
class HonestClient {
  readonly email = `${randomUUID()}@example.com`;
  readonly username = newName();
  readonly sessions: Session[] = [];
  rounds = 0;
  /** As it was acknowledged last. */
  #name = this.username;

  constructor(private readonly load: Load) {}

  async prepare(): Promise<void> {
    await this.load.register(this.email, this.username);
    this.sessions.push(await this.load.logIn(this.email), await this.load.logIn(this.email));
  }

  async round(): Promise<void> {
    for (const session of this.sessions) {
      await this.#me(session);
      await this.#refresh(session);
      await this.#rename(session);
    }
    await this.load.logOut(await this.load.logIn(this.email));
    await this.load.register(`${randomUUID()}@example.com`, newName());
    this.rounds += 1;
  }

  /** Everything that was acknowledged is there, on every instance. */
  async audit(): Promise<void> {
    for (const session of this.sessions) {
      await this.#refresh(session);
      for (const instance of this.load.instances) {
        const reply = await this.load.send('me', 'GET', '/me', {
          token: session.token,
          expected: [200],
          instance,
        });
        const name = reply.body?.data?.username;
        if (reply.status === 200 && name !== this.#name) {
          this.load.violations.lostChanges.push(`the name ${this.#name} is ${name}`);
        }
      }
    }
  }

  async #me({ token }: Session): Promise<void> {
    await this.load.send('me', 'GET', '/me', { token, expected: [200] });
  }

  async #refresh(session: Session): Promise<void> {
    const body = { refreshToken: session.refreshToken };
    const reply = await this.load.send('refresh', 'POST', '/auth/refresh', { body, expected: [200] });
    // Who is signed out signs in again, as people do; that it happened is on record.
    const tokens = reply.status === 200 ? reply.body.data : await this.load.logIn(this.email);
    session.token = tokens.accessToken ?? tokens.token;
    session.refreshToken = tokens.refreshToken;
  }

  async #rename({ token }: Session): Promise<void> {
    const username = newName();
    const reply = await this.load.send('rename', 'PATCH', '/me', {
      token,
      body: { username },
      expected: [200],
    });
    if (reply.status === 200) this.#name = username;
  }
}

export interface SendOptions {
  readonly token?: string;
  readonly body?: unknown;
  /** Without a failure of the service in between. */
  readonly expected: readonly number[];
  /** Where to; otherwise to the next one, and after a failure to the one behind it. */
  readonly instance?: number;
}

/** Honest clients that register, sign in, refresh, change their accounts and sign out, on all instances in turn. */
export class Load {
  readonly answers: Answer[] = [];
  readonly violations: Violations = { lostChanges: [], endedSessions: [], oddAnswers: [] };
  readonly #clients: HonestClient[];
  readonly #open = new Set<number>();
  readonly #registered: string[] = [];
  readonly #loggedOut: string[] = [];
  #isStopping = false;
  #next = 0;
  #running: Promise<unknown> = Promise.resolve();

  /** @param urls of instances, or of what stands before them. */
  constructor(
    private readonly urls: readonly string[],
    clients = 6,
  ) {
    this.#clients = Array.from({ length: clients }, () => new HonestClient(this));
  }

  get instances(): readonly number[] {
    return this.urls.map((_, index) => index);
  }

  async start(): Promise<void> {
    for (const client of this.#clients) await client.prepare();
    this.#running = Promise.all(
      this.#clients.map(async (client) => {
        while (!this.#isStopping) await client.round();
      }),
    );
    // Told by `stop`.
    this.#running.catch(() => undefined);
  }

  /** Resolves when every client has done a whole round that began after this call. */
  async awaitRounds(): Promise<void> {
    const before = this.#clients.map(({ rounds }) => rounds);
    await Promise.race([
      until('every client has done a round', () =>
        this.#clients.every(({ rounds }, index) => rounds >= (before[index] ?? 0) + 2),
      ),
      this.#running.then(() => undefined),
    ]);
  }

  /** Resolves when what was sent before this call has an answer, and something that was sent after it, too. */
  async awaitAnswers(): Promise<void> {
    const since = performance.now();
    await until(
      'requests that are open are answered',
      () =>
        [...this.#open].every((sentAt) => sentAt > since) &&
        this.instances.every((place) =>
          this.answers.some(({ instance, sentAt }) => instance === place && sentAt > since),
        ),
    );
  }

  /** Lets every client end what it has begun, and looks whether all is as was acknowledged. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
    for (const client of this.#clients) await client.audit();
    for (const email of this.#registered) await this.logIn(email, 'account');
    for (const token of this.#loggedOut) {
      for (const instance of this.instances) {
        await this.send('logged out', 'GET', '/me', { token, expected: [401], instance });
      }
    }
  }

  async register(email: string, username: string): Promise<void> {
    const body = { email, username, password };
    const before = this.answers.length;
    const reply = await this.send('register', 'POST', '/auth/register', { body, expected: [201, 409] });
    const wasRepeated = this.answers
      .slice(before)
      .some(({ operation, status }) => operation === 'register' && isFailure(status));
    if (reply.status === 409 && !wasRepeated)
      this.violations.oddAnswers.push('register: 409 at the first attempt');
    if (reply.status === 201) this.#registered.push(email);
  }

  /** @param what is said to be lost where it fails. */
  async logIn(email: string, what: 'sign-in' | 'account' = 'sign-in'): Promise<Session> {
    const body = { email, password };
    const { status, body: answer } = await this.send('login', 'POST', '/auth/login', {
      body,
      expected: [200],
    });
    if (status === 200) return { token: answer.data.accessToken, refreshToken: answer.data.refreshToken };
    if (what === 'account') this.violations.lostChanges.push(`the account ${email}`);
    throw new Error(`A login was answered with ${status}: ${JSON.stringify(answer)}`);
  }

  async logOut({ token }: Session): Promise<void> {
    // 401: an earlier attempt was heard, and its answer lost.
    const reply = await this.send('logout', 'POST', '/auth/logout', { token, expected: [204, 401] });
    if (reply.status === 204 || reply.status === 401) this.#loggedOut.push(token);
  }

  /** Sends it until the service does not fail. @throws Error when that takes too long. */
  async send(operation: string, method: string, path: string, options: SendOptions): Promise<Reply> {
    const deadline = performance.now() + 4 * patienceMs;
    for (;;) {
      const reply = await this.#attempt(operation, method, path, options);
      if (!isFailure(reply.status)) {
        this.#judge(operation, reply, options.expected);
        return reply;
      }
      if (performance.now() > deadline)
        throw new Error(`${operation} was answered with ${reply.status} for too long`);
      await delay(retryMs);
    }
  }

  async #attempt(operation: string, method: string, path: string, options: SendOptions): Promise<Reply> {
    await delay(thinkMs);
    const instance = options.instance ?? this.#next++ % this.urls.length;
    const headers = new Headers();
    if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
    if (options.body !== undefined) headers.set('content-type', 'application/json');
    const sentAt = this.#now();
    this.#open.add(sentAt);
    const signal = AbortSignal.timeout(patienceMs);
    const reply = await fetch(`${this.urls[instance]}/api/v1${path}`, {
      method,
      headers,
      signal,
      body: options.body === undefined ? null : JSON.stringify(options.body),
    })
      .then(async (response) => {
        const text = await response.text();
        // What stands before the service may answer, too, and then in HTML.
        const isJson = response.headers.get('content-type')?.includes('json');
        return { status: response.status, reason: null, body: isJson ? JSON.parse(text) : null };
      })
      .catch((error: Error) => ({ status: null, reason: reasonOf(error), body: null }));
    this.#open.delete(sentAt);
    const { status, reason } = reply;
    this.answers.push({ operation, instance, sentAt, ms: performance.now() - sentAt, status, reason });
    return reply;
  }

  /** Never the same twice. */
  #now(): number {
    let now = performance.now();
    while (this.#open.has(now)) now += 0.001;
    return now;
  }

  #judge(operation: string, { status, body }: Reply, expected: readonly number[]): void {
    if (status !== null && expected.includes(status)) return;
    const text = `${operation}: ${status} ${body?.error?.code ?? ''}`;
    if (operation === 'logged out') this.violations.lostChanges.push(`a logout (${status})`);
    else if (status === 401) this.violations.endedSessions.push(text);
    else this.violations.oddAnswers.push(text);
  }
}

function newName(): string {
  return `u${randomUUID().replaceAll('-', '').slice(0, 20)}`;
}

/** `fetch` wraps what happened. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message : message;
}

export function isFailure(status: number | null): boolean {
  return status === null || status >= 500;
}
