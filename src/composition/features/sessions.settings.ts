import { refuseInsecure } from '#infrastructure/configuration/insecure-urls.js';
import {
  type EarlierValues,
  flag,
  InvalidValue,
  integer,
  list,
  parsedText,
  text,
} from '#infrastructure/configuration/setting.js';
import { defineSettings } from '../define-settings.js';

const day = 86_400;

/** RFC 8414 §2: no query, no fragment. It is compared as text, so it is kept as it is written. */
function parseIssuer(issuer: string): string {
  const url = URL.parse(issuer);
  const isIssuer = url !== null && /^https?:$/.test(url.protocol) && !/[?#@\s]/.test(issuer);
  if (!isIssuer)
    throw new InvalidValue('must be an http or https URL without credentials, query and fragment');
  return issuer;
}

/** RFC 8414 §2, RFC 9068 §4. */
function refuseHttp(issuer: string, { TOKEN_ISSUER_ALLOW_INSECURE }: EarlierValues): void {
  const isSecure = issuer.startsWith('https:');
  refuseInsecure(isSecure, TOKEN_ISSUER_ALLOW_INSECURE, 'Use an https URL', 'TOKEN_ISSUER_ALLOW_INSECURE');
}

function parseAudience(audience: string): string {
  if (audience.length > 256) throw new InvalidValue('must have at most 256 characters each');
  return audience;
}

export const accessTokenSettings = defineSettings('Access tokens', {
  hasPermissions: flag('TOKEN_PERMISSIONS', {
    default: false,
    meaning:
      'Put what the roles allow into access tokens too, as the claim `permissions`. It is left out where it has more than 4 KiB.',
    example: true,
  }),
  allowInsecureIssuer: flag('TOKEN_ISSUER_ALLOW_INSECURE', {
    default: false,
    meaning: 'Let `TOKEN_ISSUER` be an http URL in production.',
    example: true,
  }),
  issuer: parsedText('TOKEN_ISSUER', parseIssuer, {
    default: ({ PORT }) => `http://localhost:${PORT}`,
    defaultText: '`http://localhost:<PORT>`',
    meaning: 'URL by which clients know this service: the `iss` claim of its tokens.',
    example: 'https://auth.example.com',
    production: {
      isRequired: true,
      check: refuseHttp,
      rule: 'http is refused, unless `TOKEN_ISSUER_ALLOW_INSECURE` is set',
    },
  }),
  audience: text('TOKEN_AUDIENCE', {
    maxLength: 256,
    default: ({ TOKEN_ISSUER }) => String(TOKEN_ISSUER),
    defaultText: 'the value of `TOKEN_ISSUER`',
    meaning: 'Whom the access tokens are for: the `aud` claim.',
    example: 'https://api.example.com',
  }),
  audiences: list('TOKEN_AUDIENCES', parseAudience, {
    meaning:
      'Whom access tokens are made for beside, on demand (`audience`). This service refuses those that are not for itself.',
    example: 'https://billing.example.com',
  }),
  accessTokenSeconds: integer('ACCESS_TOKEN_SECONDS', {
    from: 30,
    to: day,
    default: 900,
    unit: 's',
    meaning: 'Lifetime of an access token.',
    example: 300,
  }),
});

export const sessionSettings = defineSettings('Sessions', {
  absoluteSeconds: integer('SESSION_ABSOLUTE_SECONDS', {
    from: 60,
    to: 400 * day,
    default: 90 * day,
    unit: 's',
    meaning: 'After which a session ends, however much it is used.',
    example: 30 * day,
  }),
  idleSeconds: integer('SESSION_IDLE_SECONDS', {
    from: 60,
    to: 'SESSION_ABSOLUTE_SECONDS',
    default: ({ SESSION_ABSOLUTE_SECONDS }) => Math.min(14 * day, Number(SESSION_ABSOLUTE_SECONDS)),
    defaultText: `\`${14 * day}\``,
    unit: 's',
    meaning: 'After which a session ends that is not refreshed.',
    example: 7 * day,
  }),
  maxPerUser: integer('SESSIONS_PER_USER', {
    from: 1,
    to: 1000,
    default: 50,
    unit: 'sessions',
    meaning: 'Of one user at a time; the one used longest ago makes room.',
    example: 5,
  }),
});
