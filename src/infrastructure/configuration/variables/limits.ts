import type Joi from 'joi';
import type { RateLimitRule } from '#application/shared/rate-limiter.js';
import type { LockoutSettings } from '#domain/auth/lockout-policy.js';
import type { RateLimits } from '../config.js';
import { InvalidVariable } from '../configuration-error.js';
import { integer, parsed, type VariableMeta } from '../variable-types.js';

export interface LimitVariables {
  readonly LOCKOUT_PER_ACCOUNT_AND_ADDRESS: number;
  readonly LOCKOUT_PER_ADDRESS: number;
  readonly LOCKOUT_PER_ACCOUNT: number;
  readonly LOCKOUT_WINDOW_SECONDS: number;
  readonly RATE_LIMIT_REGISTER: RateLimitRule;
  readonly RATE_LIMIT_LOGIN: RateLimitRule;
  readonly RATE_LIMIT_REFRESH: RateLimitRule;
  readonly RATE_LIMIT_SENSITIVE: RateLimitRule;
  readonly RATE_LIMIT_LISTS: RateLimitRule;
  readonly RATE_LIMIT_WRITES: RateLimitRule;
}

const maxLimit = 1_000_000;
const maxWindowSeconds = 86_400;

/** `100/60`: a hundred in sixty seconds. `0`: no limit. */
function parseRateLimit(name: string, text: string): RateLimitRule {
  if (text === '0') return { name, limit: 0, windowSeconds: 1 };
  const [, limit, windowSeconds] = (/^(\d{1,7})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  if (!limit || !windowSeconds || limit > maxLimit || windowSeconds > maxWindowSeconds) {
    throw new InvalidVariable(
      `must be requests/seconds, up to ${maxLimit}/${maxWindowSeconds}, or 0 for no limit`,
    );
  }
  return { name, limit, windowSeconds };
}

function rateLimit(name: string, defaultText: string): Joi.StringSchema {
  return parsed((text) => parseRateLimit(name, text))
    .default(parseRateLimit(name, defaultText))
    .meta({ defaultText: `\`${defaultText}\`` } satisfies VariableMeta)
    .unit('requests/seconds')
    .example('30/60');
}

/** Failed logins (ASVS 6.3.1; NIST SP 800-63B §3.2.2) and requests per client. */
export const limitVariables: Record<keyof LimitVariables, Joi.Schema> = {
  LOCKOUT_PER_ACCOUNT_AND_ADDRESS: integer(1, 1000)
    .default(10)
    .unit('failures')
    .description('Wrong passwords for one account from one address.')
    .example(5),
  LOCKOUT_PER_ADDRESS: integer(1, 100_000)
    .default(100)
    .unit('failures')
    .description('Wrong passwords from one address, for whichever accounts.')
    .example(50),
  LOCKOUT_PER_ACCOUNT: integer(1, 1000)
    .default(100)
    .unit('failures')
    .description('Wrong passwords for one account from addresses that its owner has not signed in from.')
    .example(50),
  LOCKOUT_WINDOW_SECONDS: integer(1, 86_400)
    .default(900)
    .unit('s')
    .description('In which failures are counted together, from the first one on.')
    .example(3600),
  RATE_LIMIT_REGISTER: rateLimit('register', '200/60').description('Registrations of one client.'),
  RATE_LIMIT_LOGIN: rateLimit('login', '600/60').description('Logins of one client.'),
  RATE_LIMIT_REFRESH: rateLimit('refresh', '1200/60').description('Token refreshes of one client.'),
  RATE_LIMIT_SENSITIVE: rateLimit('sensitive', '120/60').description(
    'Requests of one client that ask for the password again.',
  ),
  RATE_LIMIT_LISTS: rateLimit('lists', '1200/60').description(
    'Lists and searches of one client, and what it is shown of others.',
  ),
  RATE_LIMIT_WRITES: rateLimit('writes', '1200/60').description('All other changes of state by one client.'),
};

export function toLockoutSettings(variables: LimitVariables): LockoutSettings {
  return {
    perAccountAndAddress: variables.LOCKOUT_PER_ACCOUNT_AND_ADDRESS,
    perAddress: variables.LOCKOUT_PER_ADDRESS,
    perAccount: variables.LOCKOUT_PER_ACCOUNT,
    windowSeconds: variables.LOCKOUT_WINDOW_SECONDS,
  };
}

export function toRateLimits(variables: LimitVariables): RateLimits {
  return {
    register: variables.RATE_LIMIT_REGISTER,
    login: variables.RATE_LIMIT_LOGIN,
    refresh: variables.RATE_LIMIT_REFRESH,
    sensitive: variables.RATE_LIMIT_SENSITIVE,
    lists: variables.RATE_LIMIT_LISTS,
    writes: variables.RATE_LIMIT_WRITES,
  };
}
