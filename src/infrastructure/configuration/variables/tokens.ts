import Joi from 'joi';
import type { SessionSettings } from '#application/sessions/session-settings.js';
import type { TokenConfig } from '../config.js';
import { InvalidVariable } from '../configuration-error.js';
import { integer, parsed, withDefault } from '../variable-types.js';

export interface TokenVariables {
  readonly TOKEN_ISSUER: string;
  readonly TOKEN_AUDIENCE: string;
  readonly ACCESS_TOKEN_SECONDS: number;
  readonly SIGNING_KEY_ACTIVATION_SECONDS: number;
  readonly SESSION_ABSOLUTE_SECONDS: number;
  readonly SESSION_IDLE_SECONDS: number;
  readonly REFRESH_RETRY_SECONDS: number;
  readonly SESSIONS_PER_USER: number;
}

const hour = 3600;
const day = 24 * hour;

/** RFC 8414 §2: no query, no fragment. It is compared as text, so it is kept as it is written. */
function parseIssuer(text: string): string {
  const url = URL.parse(text);
  const isIssuer = url !== null && /^https?:$/.test(url.protocol) && !/[?#@\s]/.test(text);
  if (!isIssuer)
    throw new InvalidVariable('must be an http or https URL without credentials, query and fragment');
  return text;
}

export const tokenVariables: Record<keyof TokenVariables, Joi.Schema> = {
  TOKEN_ISSUER: withDefault(
    parsed(parseIssuer),
    '`http://localhost:<PORT>`',
    (values) => `http://localhost:${values.PORT}`,
  )
    .description(
      'URL by which clients know this service: the `iss` claim of its tokens. Set it in production.',
    )
    .example('https://auth.example.com'),
  TOKEN_AUDIENCE: withDefault(
    Joi.string().trim().max(256).unit('characters'),
    'the value of `TOKEN_ISSUER`',
    (values) => values.TOKEN_ISSUER,
  )
    .description('Whom the access tokens are for: the `aud` claim.')
    .example('https://api.example.com'),
  ACCESS_TOKEN_SECONDS: integer(30, day)
    .default(900)
    .unit('s')
    .description('Lifetime of an access token.')
    .example(300),
  SIGNING_KEY_ACTIVATION_SECONDS: integer(0, 7 * day)
    .default(600)
    .unit('s')
    .description(
      'Between publishing a new signing key and signing with it, so that other services have fetched it.',
    )
    .example(hour),
  SESSION_ABSOLUTE_SECONDS: integer(60, 400 * day)
    .default(90 * day)
    .unit('s')
    .description('After which a session ends, however much it is used.')
    .example(30 * day),
  SESSION_IDLE_SECONDS: Joi.number()
    .integer()
    .min(60)
    .max(Joi.ref('SESSION_ABSOLUTE_SECONDS'))
    .default((values: TokenVariables) => Math.min(14 * day, values.SESSION_ABSOLUTE_SECONDS))
    .meta({ defaultText: `\`${14 * day}\`` })
    .unit('s')
    .description('After which a session ends that is not refreshed.')
    .example(7 * day),
  REFRESH_RETRY_SECONDS: integer(0, 60)
    .default(10)
    .unit('s')
    .description('In which the refresh token that was spent last may be sent again, with the same answer.')
    .example(30),
  SESSIONS_PER_USER: integer(1, 1000)
    .default(50)
    .unit('sessions')
    .description('Of one user at a time; the one used longest ago makes room.')
    .example(5),
};

export function toTokenConfig(variables: TokenVariables): TokenConfig {
  return {
    issuer: variables.TOKEN_ISSUER,
    audience: variables.TOKEN_AUDIENCE,
    accessTokenSeconds: variables.ACCESS_TOKEN_SECONDS,
    keyActivationSeconds: variables.SIGNING_KEY_ACTIVATION_SECONDS,
  };
}

export function toSessionSettings(variables: TokenVariables): SessionSettings {
  return {
    idleSeconds: variables.SESSION_IDLE_SECONDS,
    absoluteSeconds: variables.SESSION_ABSOLUTE_SECONDS,
    retrySeconds: variables.REFRESH_RETRY_SECONDS,
    maxPerUser: variables.SESSIONS_PER_USER,
  };
}
