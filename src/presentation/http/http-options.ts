/** The part of the configuration that the HTTP layer needs; `HttpConfig` has this shape. */
export interface HttpOptions {
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Origins that browsers may call from. */
  readonly corsOrigins: readonly string[];
  readonly bodyLimitBytes: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  readonly isDocsEnabled: boolean;
  readonly requestLog: 'none' | 'errors' | 'all';
  /** Requests that take longer are logged even so. */
  readonly slowRequestMs: number;
}
