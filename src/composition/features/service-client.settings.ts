import { isLoopback } from '#infrastructure/configuration/insecure-urls.js';
import {
  type EarlierValues,
  flag,
  InvalidValue,
  integer,
  list,
} from '#infrastructure/configuration/setting.js';
import type { ServiceAddress } from '#infrastructure/http-client/service-client/service-address.js';
import { defineSettings } from '../define-settings.js';

export const serviceClientSettings = defineSettings('Other services', {
  allowInsecure: flag('SERVICES_ALLOW_INSECURE', {
    default: false,
    meaning:
      'Let production call services on other machines without TLS, such as those of a cluster whose mesh encrypts.',
    example: true,
  }),
  services: list('SERVICES', parseService, {
    meaning:
      'Services that features call, as `name=address`. An address is an `http:` or `https:` URL, under which all paths are, or ' +
      '`srv+http://` or `srv+https://` before the name of SRV records (RFC 2782).',
    example:
      'billing=https://billing.internal,crm=srv+https://_crm._tcp.example.com,mailer=http://localhost:8080/api',
    checkAll: (services) => refuseTwice(services, 'SERVICES'),
    production: {
      check: refusePlaintext,
      rule: 'another machine without TLS (`https:`) is refused, unless `SERVICES_ALLOW_INSECURE` is set',
    },
  }),
  audiences: list('SERVICE_AUDIENCES', parseAudience, {
    meaning:
      'Whom the tokens are for that services are called with (the `aud` claim), as `name=audience`; otherwise the name of the service.',
    example: 'billing=https://billing.example.com',
    checkAll: (audiences) => refuseTwice(audiences, 'SERVICE_AUDIENCES'),
  }),
  totalSeconds: integer('SERVICE_TIMEOUT_SECONDS', {
    from: 1,
    to: 60,
    default: 5,
    unit: 's',
    meaning: 'For a call of a service in all: its attempts, and the pauses between them.',
    example: 3,
  }),
  attemptSeconds: integer('SERVICE_ATTEMPT_TIMEOUT_SECONDS', {
    from: 1,
    to: 'SERVICE_TIMEOUT_SECONDS',
    default: ({ SERVICE_TIMEOUT_SECONDS }) => Math.min(2, Number(SERVICE_TIMEOUT_SECONDS)),
    defaultText: '`2`',
    unit: 's',
    meaning: 'For one attempt, from the connection to the last byte of the answer.',
    example: 1,
  }),
  retries: integer('SERVICE_RETRIES', {
    from: 0,
    to: 10,
    default: 2,
    unit: 'attempts',
    meaning:
      'After a first one that failed, where the method or an `Idempotency-Key` allows it. In the long run there is no more than one for five calls.',
    example: 0,
  }),
  concurrency: integer('SERVICE_CONCURRENCY', {
    from: 1,
    to: 10_000,
    default: 50,
    unit: 'calls',
    meaning:
      'Of one service by this process at a time. As many again may wait; the next is answered with 503.',
    example: 20,
  }),
  breakerPercent: integer('SERVICE_BREAKER_PERCENT', {
    from: 1,
    to: 99,
    default: 50,
    unit: '%',
    meaning: 'When more of the attempts fail, the service is not called for a while.',
    example: 25,
  }),
  breakerMinAttempts: integer('SERVICE_BREAKER_MIN_ATTEMPTS', {
    from: 1,
    to: 10_000,
    default: 10,
    unit: 'attempts',
    meaning: 'Within ten seconds, before their share counts.',
    example: 20,
  }),
  breakerResetSeconds: integer('SERVICE_BREAKER_RESET_SECONDS', {
    from: 1,
    to: 3_600,
    default: 10,
    unit: 's',
    meaning: 'For which it is not called; then one attempt decides whether it is again.',
    example: 30,
  }),
});

export interface ServiceAudience {
  readonly service: string;
  readonly audience: string;
}

const form = 'name=https://host or name=srv+https://_service._tcp.domain';

function parseService(item: string): ServiceAddress {
  const [service, address] = namedValue(item, form);
  const [, srv, scheme = ''] = /^(srv\+)?(https?:)\/\//.exec(address) ?? [];
  const isSrv = srv !== undefined;
  const url = URL.parse(address);
  // The entry is called by its name alone: the address may hold a password.
  const wrong = (problem: string) => new InvalidValue(`has the entry ${service}, whose address ${problem}`);
  if (url === null || scheme === '' || url.hostname === '' || /[?#@\s]/.test(address))
    throw wrong(`is not of the form ${form}, without credentials, query and fragment`);
  if (isSrv && !/^_[a-z0-9-]+\._tcp(\.[a-z0-9-]+)+\.?$/i.test(url.host))
    throw wrong('is not a name of SRV records, such as _crm._tcp.example.com, without a port');
  return {
    service,
    scheme: scheme as ServiceAddress['scheme'],
    host: url.host,
    isSrv,
    basePath: url.pathname.replace(/\/+$/, ''),
  };
}

function parseAudience(item: string): ServiceAudience {
  const [service, audience] = namedValue(item, 'name=audience');
  if (audience === '' || audience.length > 256)
    throw new InvalidValue(`has the entry ${service}, whose audience has not 1 to 256 characters`);
  return { service, audience };
}

function namedValue(item: string, wanted: string): readonly [string, string] {
  const [, name, value] = /^([a-z][a-z0-9-]{0,62})=(.*)$/.exec(item) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new InvalidValue(
    `has an entry that does not begin with a name, in lower case, and =: each has the form ${wanted}`,
  );
}

function refuseTwice(entries: readonly { readonly service: string }[], variable: string): void {
  const names = entries.map(({ service }) => service);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new InvalidValue(`has two entries ${twice}`, `Name each once in ${variable}.`);
}

function refusePlaintext(
  services: readonly ServiceAddress[],
  { SERVICES_ALLOW_INSECURE }: EarlierValues,
): void {
  if (SERVICES_ALLOW_INSECURE === true) return;
  const open = services.find(({ scheme, host, isSrv }) => {
    return scheme === 'http:' && (isSrv || !isLoopback(new URL(`http://${host}`)));
  });
  if (open === undefined) return;
  throw new InvalidValue(
    `has the entry ${open.service}, which is open to whoever is on the way, which production refuses`,
    'Begin its address with `https:`, or set SERVICES_ALLOW_INSECURE=true.',
  );
}
