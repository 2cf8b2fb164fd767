import { isIP } from 'node:net';
import Joi from 'joi';
import type { Environment, HttpConfig } from '../config.js';
import { InvalidVariable } from '../configuration-error.js';
import { commaList, flag, integer, isProduction, withDefault } from '../variable-types.js';

export interface HttpVariables {
  readonly NODE_ENV: Environment;
  readonly HOST: string;
  readonly PORT: number;
  readonly TRUSTED_PROXIES: readonly string[];
  readonly CORS_ORIGINS: readonly string[];
  readonly BODY_LIMIT_BYTES: number;
  readonly REQUEST_TIMEOUT_MS: number;
  readonly SHUTDOWN_TIMEOUT_MS: number;
  readonly SHUTDOWN_DELAY_MS: number;
  readonly DOCS_ENABLED: boolean;
}

/** Names of networks, as Fastify's `trustProxy` knows them. */
const networkNames = ['loopback', 'linklocal', 'uniquelocal'];

function parseNetwork(item: string): string {
  const [address = '', prefix, ...rest] = item.split('/');
  const version = isIP(address);
  const isPrefix =
    prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
  // A prefix of 0 would believe everybody, and with it any address that a client claims to have.
  const isEverybody = prefix !== undefined && Number(prefix) === 0;
  if (networkNames.includes(item) || (version !== 0 && isPrefix && !isEverybody && rest.length === 0))
    return item;
  throw new InvalidVariable(`must list IP addresses, CIDR networks or ${networkNames.join(', ')}`);
}

function parseOrigin(item: string): string {
  const url = URL.parse(item);
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === item) return item;
  throw new InvalidVariable('must list exact origins: scheme, host and port, without a path or wildcard');
}

export const httpVariables: Record<keyof HttpVariables, Joi.Schema> = {
  NODE_ENV: Joi.string()
    .valid('production', 'development', 'test')
    .default('development')
    .description(
      '`production` refuses missing and weak secrets, in-memory storage and the embedded database.',
    )
    .example('production'),
  HOST: withDefault(Joi.string().hostname(), '`0.0.0.0` in production, else `127.0.0.1`', (values) =>
    isProduction(values) ? '0.0.0.0' : '127.0.0.1',
  )
    .description('Address to listen on.')
    .example('::'),
  PORT: integer(0, 65_535)
    .default(3000)
    .description('Port to listen on; 0 takes any free one.')
    .example(8080),
  TRUSTED_PROXIES: commaList(parseNetwork)
    .description(
      'Proxies whose `X-Forwarded-For` is believed: addresses, networks, or `loopback`, `linklocal`, `uniquelocal`.',
    )
    .example('10.0.0.0/8,loopback'),
  CORS_ORIGINS: commaList(parseOrigin)
    .description('Origins that browsers may call from.')
    .example('https://app.example.com'),
  BODY_LIMIT_BYTES: integer(1024, 10_485_760)
    .default(65_536)
    .unit('bytes')
    .description('Largest request body.')
    .example(131_072),
  REQUEST_TIMEOUT_MS: integer(1000, 300_000)
    .default(10_000)
    .unit('ms')
    .description('For a request to arrive completely.')
    .example(5000),
  SHUTDOWN_TIMEOUT_MS: integer(0, 300_000)
    .default(10_000)
    .unit('ms')
    .description('For open requests to end when the service stops.')
    .example(25_000),
  SHUTDOWN_DELAY_MS: integer(0, 60_000)
    .default(0)
    .unit('ms')
    .description('Between failing readiness and closing the listener, so that load balancers can notice.')
    .example(5000),
  DOCS_ENABLED: flag().default(true).description('Serve `/openapi.json` and `/docs`.').example(false),
};

export function toHttpConfig(variables: HttpVariables): Omit<HttpConfig, 'requestLog' | 'slowRequestMs'> {
  return {
    host: variables.HOST,
    port: variables.PORT,
    trustedProxies: variables.TRUSTED_PROXIES,
    corsOrigins: variables.CORS_ORIGINS,
    bodyLimitBytes: variables.BODY_LIMIT_BYTES,
    requestTimeoutMs: variables.REQUEST_TIMEOUT_MS,
    shutdownTimeoutMs: variables.SHUTDOWN_TIMEOUT_MS,
    shutdownDelayMs: variables.SHUTDOWN_DELAY_MS,
    isDocsEnabled: variables.DOCS_ENABLED,
  };
}
