export interface RateLimitRule {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

export interface RateLimitState {
  readonly isAllowed: boolean;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** Counts requests in fixed windows. */
export interface RateLimiter {
  consume(rule: RateLimitRule, client: string): Promise<RateLimitState>;
}
