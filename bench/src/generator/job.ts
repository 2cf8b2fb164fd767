/** What one generator is to do. It is sent between processes, so it is plain data. */
export interface Job {
  readonly port: number;
  /** Each with one request in flight at most. */
  readonly connections: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
  /**
   * Requests per second of all connections together, which are due at fixed times whatever the server does
   * (open loop); latency counts from when a request was due. Without it each connection sends its next request
   * when it has its answer (closed loop), and latency counts from the sending.
   */
  readonly rate?: number;
  /**
   * Whether the generator never sleeps between two answers. One that does has to be woken by whoever answers, in the
   * call that writes to the socket: on a virtual machine that can cost more than the answer, and the slower side pays
   * for it more often.
   */
  readonly staysAwake?: boolean;
  readonly load: Load;
  readonly timeoutMs: number;
}

export type Load =
  /** Raw requests; connection n begins with the nth. */
  | { readonly kind: 'requests'; readonly requests: readonly string[] }
  /** Chains of refreshes, one for each connection: the answer has the token of the next. */
  | { readonly kind: 'refresh'; readonly tokens: readonly string[] };

export interface Latency {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface Outcome {
  /** Answers of the measured time. */
  readonly answers: number;
  readonly perSecond: number;
  /** Milliseconds, of 2xx answers only. */
  readonly latency: Latency;
  readonly statuses: Readonly<Record<string, number>>;
  /** 429 and 503 without `Retry-After`. */
  readonly refusedWithoutRetryAfter: number;
  readonly timeouts: number;
  readonly connectionErrors: number;
  /** Of the tokens at the end of a refresh load. */
  readonly tokens: readonly string[];
}
