import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { Clock } from '#application/shared/clock.js';
import type { Logger } from '#application/shared/logger.js';
import type { RateLimiter, RateLimitRule, RateLimitState } from '#application/shared/rate-limiter.js';
import type { RequestContext, UserPrincipal } from '#application/shared/request-context.js';
import type { UserView } from '#application/users/user-queries.js';
import { unauthenticated } from '#domain/access/errors.js';
import type { SessionId, UserId } from '#domain/shared/ids.js';

export const now = new Date('2026-03-14T09:26:53.589Z');
export const userId = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41' as UserId;
export const sessionId = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a42' as SessionId;
export const goodToken = 'good.access.token';

export const ada: UserView = {
  id: userId,
  email: 'ada@example.com',
  emailVerifiedAt: null,
  username: 'ada',
  displayName: 'Ada Lovelace',
  locale: 'en-GB',
  metadata: {},
  passwordVersion: 1,
  mustChangePassword: false,
  hasSecondFactor: false,
  roles: ['user'],
  isActive: true,
  createdAt: new Date('2026-01-01T00:00:00.000Z'),
  updatedAt: new Date('2026-01-02T00:00:00.000Z'),
  lastLoginAt: null,
  version: 3,
};

export class FakeClock implements Clock {
  now(): Date {
    return now;
  }
}

export interface LogLine {
  readonly level: keyof Logger;
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

export class FakeLogger implements Logger {
  readonly lines: LogLine[] = [];

  error(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'error', message, fields });
  }
  warn(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'warn', message, fields });
  }
  info(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'info', message, fields });
  }
  debug(message: string, fields: Record<string, unknown> = {}): void {
    this.lines.push({ level: 'debug', message, fields });
  }
}

/** Counts by rule and client; the window never ends. */
export class FakeRateLimiter implements RateLimiter {
  readonly counts = new Map<string, number>();

  async consume(rule: RateLimitRule, client: string): Promise<RateLimitState> {
    const key = `${rule.name}|${client}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return { isAllowed: count <= rule.limit, remaining: Math.max(0, rule.limit - count), resetSeconds: 42 };
  }
}

export const principal: UserPrincipal = {
  kind: 'user',
  userId,
  sessionId,
  keyId: null,
  scope: null,
  impersonatorId: null,
  roles: ['admin'],
  amr: ['pwd'],
  authenticatedAt: now,
  hasSecondFactor: false,
  tenantId: null,
};

/** Knows one token; what it throws for others can be chosen. */
export class FakeAuthenticator implements RequestAuthenticator {
  readonly name = 'fake';
  readonly tokens: string[] = [];
  refusal: () => Error = unauthenticated;

  accepts(): boolean {
    return true;
  }

  async authenticate(token: string): Promise<UserPrincipal> {
    this.tokens.push(token);
    if (token !== goodToken) throw this.refusal();
    return principal;
  }
}

/** A use case that answers what it is told and remembers what it was asked. */
export class FakeUseCase<Result = unknown> {
  readonly calls: { readonly input: unknown; readonly context: RequestContext }[] = [];
  answer: () => Result | Promise<Result>;

  constructor(answer: () => Result | Promise<Result>) {
    this.answer = answer;
  }

  /** Use cases take `(input, context)` or `(context)`. */
  execute = async (...args: readonly unknown[]): Promise<never> => {
    this.calls.push({
      input: args.length === 2 ? args[0] : undefined,
      context: args.at(-1) as RequestContext,
    });
    return (await this.answer()) as never;
  };

  get lastInput(): unknown {
    return this.calls.at(-1)?.input;
  }

  get lastContext(): RequestContext | undefined {
    return this.calls.at(-1)?.context;
  }
}
