import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import Joi from 'joi';
import { overloaded, unavailable } from '#application/shared/errors.js';
import { versionConflict } from '#domain/shared/errors.js';
import { validationError } from '#domain/shared/validation.js';
import { isLoopback, refuseInsecure } from '#infrastructure/configuration/insecure-urls.js';
import {
  type EarlierValues,
  flag,
  InvalidValue,
  integer,
  isProduction,
  list,
  oneOf,
  parsedText,
} from '#infrastructure/configuration/setting.js';
import { createApp } from '#presentation/http/create-app.js';
import {
  badRequest,
  headersTooLarge,
  internalError,
  methodNotAllowed,
  notFound,
  payloadTooLarge,
  rateLimited,
  unsupportedMediaType,
} from '#presentation/http/errors/http-errors.js';
import { Lifecycle } from '#presentation/http/plugins/shutdown.js';
import { checkRoutes } from '../check-routes.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { platform } from './platform.tokens.js';

export const httpSettings = defineSettings('HTTP', {
  host: parsedText('HOST', parseHost, {
    default: (earlier) => (isProduction(earlier) ? '::' : '127.0.0.1'),
    defaultText: '`::` in production, else `127.0.0.1`',
    meaning:
      'Address to listen on. `::` is all of IPv6 and IPv4, or of IPv4 alone where the machine has no other.',
    example: '10.0.0.5',
  }),
  port: integer('PORT', {
    from: 0,
    to: 65_535,
    default: 3000,
    meaning: 'Port to listen on; 0 takes any free one.',
    example: 8080,
  }),
  allowInsecurePublicUrl: flag('PUBLIC_URL_ALLOW_INSECURE', {
    default: false,
    meaning: 'Let `PUBLIC_URL` be an http URL in production.',
    example: true,
  }),
  publicUrl: parsedText('PUBLIC_URL', parsePublicUrl, {
    default: '',
    defaultText: 'none: links and the like are paths',
    meaning:
      'Where clients reach the service, with the path that a proxy takes away: before the paths in `links`, `Location`, ' +
      '`instance` and the OpenAPI document.',
    example: 'https://example.com/auth',
    production: {
      check: refuseHttp,
      rule: 'http is refused beyond this machine, unless `PUBLIC_URL_ALLOW_INSECURE` is set',
    },
  }),
  trustedProxies: list('TRUSTED_PROXIES', parseNetwork, {
    meaning:
      'Proxies whose `X-Forwarded-For` is believed: addresses, networks, or `loopback`, `linklocal`, `uniquelocal`.',
    example: '10.0.0.0/8,loopback',
    checkAll: refuseEverybody,
  }),
  corsOrigins: list('CORS_ORIGINS', parseOrigin, {
    meaning: 'Origins that browsers, and apps that are made of web pages, may call from.',
    example: 'https://app.example.com,capacitor://localhost',
  }),
  corsHeaders: list('CORS_HEADERS', parseHeaderName, {
    meaning: 'Request headers that they may send beside those of the API, such as those of tracing.',
    example: 'tracestate,baggage',
  }),
  headerLimitBytes: integer('HEADER_LIMIT_BYTES', {
    from: 4096,
    to: 131_072,
    default: 16_384,
    unit: 'bytes',
    meaning: 'Largest first line and headers of a request, together.',
    example: 32_768,
  }),
  bodyLimitBytes: integer('BODY_LIMIT_BYTES', {
    from: 1024,
    to: 10_485_760,
    default: 65_536,
    unit: 'bytes',
    meaning: 'Largest request body.',
    example: 131_072,
  }),
  requestTimeoutMs: integer('REQUEST_TIMEOUT_MS', {
    from: 1000,
    to: 300_000,
    default: 10_000,
    unit: 'ms',
    meaning: 'For a request to arrive completely.',
    example: 5000,
  }),
  shutdownTimeoutMs: integer('SHUTDOWN_TIMEOUT_MS', {
    from: 0,
    to: 300_000,
    default: 10_000,
    unit: 'ms',
    meaning: 'For open requests, then for event handlers, to end when the service stops.',
    example: 25_000,
  }),
  shutdownDelayMs: integer('SHUTDOWN_DELAY_MS', {
    from: 0,
    to: 60_000,
    default: 0,
    unit: 'ms',
    meaning: 'Between failing readiness and closing the listener, so that load balancers can notice.',
    example: 5000,
  }),
  isDocsEnabled: flag('DOCS_ENABLED', {
    default: true,
    meaning: 'Serve `/openapi.json` and `/docs`.',
    example: false,
  }),
  requestLog: oneOf('REQUEST_LOG', ['none', 'errors', 'all', 'paths'], {
    default: 'errors',
    meaning:
      'Which requests are logged; `paths` is all, with their paths instead of routes, as in `npm run dev`.',
    example: 'all',
    refusedInProduction: 'paths',
    production: { rule: '`paths`, which hold ids, is refused' },
  }),
  slowRequestMs: integer('SLOW_REQUEST_MS', {
    from: 1,
    to: 600_000,
    default: 1000,
    unit: 'ms',
    meaning: 'Requests that take longer are logged even so.',
    example: 250,
  }),
});

function parseHost(text: string): string {
  const { error } = Joi.string().hostname().validate(text);
  if (error === undefined) return text;
  throw new InvalidValue('must be an IP address or host name');
}

function parsePublicUrl(text: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && !/[?#@\s]/.test(text);
  if (!isPlain)
    throw new InvalidValue('must be an http or https URL without credentials, query and fragment');
  return url.href.replace(/\/+$/, '');
}

/** Links in messages lead there, with tokens in them. */
function refuseHttp(text: string, { PUBLIC_URL_ALLOW_INSECURE }: EarlierValues): void {
  const url = new URL(text);
  const isSecure = url.protocol === 'https:' || isLoopback(url);
  refuseInsecure(isSecure, PUBLIC_URL_ALLOW_INSECURE, 'Use an https URL', 'PUBLIC_URL_ALLOW_INSECURE');
}

/** Names of networks, as Fastify's `trustProxy` knows them. */
const networkNames = ['loopback', 'linklocal', 'uniquelocal'];

function parseNetwork(item: string): string {
  const [address = '', prefix, ...rest] = item.split('/');
  const version = isIP(address);
  const isPrefix =
    prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
  if (networkNames.includes(item) || (version !== 0 && isPrefix && rest.length === 0)) return item;
  throw new InvalidValue(`must list IP addresses, CIDR networks or ${networkNames.join(', ')}`);
}

/**
 * Networks that together are as large as all addresses would believe everybody, and with it any address that a client
 * claims to have. IPv4 addresses that are written as IPv6 ones are counted as what they are (RFC 4291 §2.5.5.2).
 */
function refuseEverybody(networks: readonly string[]): void {
  const shares = { ipv4: 0, ipv6: 0 };
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    if (prefix === undefined) continue;
    const isMapped = isIP(address) === 6 && ipaddr.IPv6.parse(address).isIPv4MappedAddress();
    const kind = isMapped ? 'ipv4' : ipaddr.parse(address).kind();
    shares[kind] += 2 ** ((isMapped ? 96 : 0) - Number(prefix));
  }
  if (Math.max(shares.ipv4, shares.ipv6) >= 1) {
    throw new InvalidValue('must not cover all addresses, of which none could be believed then');
  }
}

function parseHeaderName(item: string): string {
  // RFC 9110 §5.6.2, but a wildcard.
  if (/^[!#$%&'+.^_`|~0-9A-Za-z-]+$/.test(item)) return item;
  throw new InvalidValue('must list names of headers, without a wildcard');
}

function parseOrigin(item: string): string {
  const url = URL.parse(item);
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === item) return item;
  // What apps and extensions send is no origin in the sense of RFC 6454: their platforms make it up.
  if (/^(capacitor|ionic|tauri|app|(chrome|moz|safari-web)-extension):\/\/[A-Za-z0-9.-]+$/.test(item))
    return item;
  throw new InvalidValue('must list exact origins: scheme, host and port, without a path or wildcard');
}

/** The HTTP side of the service, with the routes that the features contribute. */
export const http = defineFeature({
  name: 'http',
  settings: [httpSettings],
  errors: [
    badRequest,
    notFound,
    methodNotAllowed,
    payloadTooLarge,
    headersTooLarge,
    unsupportedMediaType,
    validationError,
    versionConflict,
    rateLimited,
    internalError,
    overloaded,
    unavailable,
  ],
  rateLimits: [
    {
      name: 'sensitive',
      default: '120/60',
      meaning: 'Requests of one client that ask for the password again, or set it.',
    },
    {
      name: 'lists',
      default: '1200/60',
      meaning: 'Lists and searches of one client, and what it is shown of others.',
    },
    { name: 'writes', default: '1200/60', meaning: 'All other changes of state by one client.' },
  ],
  bind(wiring) {
    wiring.instance(platform.lifecycle, Lifecycle, []);
    wiring.singleton(
      platform.app,
      (
        options,
        lifecycle,
        features,
        settings,
        controllers,
        routeExtensions,
        authenticators,
        rateLimiter,
        logger,
        clock,
      ) => {
        checkRoutes(
          controllers.flatMap((controller) => controller.routes()),
          features,
        );
        return createApp({
          options,
          lifecycle,
          controllers,
          routeExtensions,
          authenticators,
          rateLimiter,
          rateLimits: new Map(features.rateLimits.flatMap((group) => Object.entries(settings.of(group)))),
          tags: features.gather('tags'),
          logger,
          clock,
        });
      },
      [
        httpSettings.token,
        platform.lifecycle,
        platform.features,
        platform.settings,
        contributed.controllers,
        contributed.routeExtensions,
        contributed.authenticators,
        platform.rateLimiter,
        platform.logger,
        platform.clock,
      ],
      (app) => app.close(),
    );
  },
});
