import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { OperatorError } from '#infrastructure/operator-error.js';
import { isUntrustedCertificate } from '../shared/untrusted-certificate.js';
import { ConnectFailure } from './client.js';
import { OverdueAnswer } from './connection-guard.js';

/** Where a connection was to lead, and who says so. */
export interface ConnectionTarget {
  readonly url: string;
  /** The variable that holds it. */
  readonly variable: string;
}

/**
 * For a server to let us in, and for each of its answers, before anything runs: whatever takes longer is none, frozen, or
 * behind a firewall.
 */
export const startTimeoutMs = 10_000;

/**
 * Says to whoever starts the service why there is no connection: which variable, which host, what to do. Never the
 * password, nor the server's own wording, which may name who asked.
 * @returns null where it is not connecting that failed.
 */
export function explainConnecting(error: unknown, target: ConnectionTarget): OperatorError | null {
  const place = placeOf(target.url);
  if (isOverdue(error)) {
    return new OperatorError(
      `${target.variable} leads to a database that has stopped answering: port ${place.port} of ${place.host} let us in, ` +
        'and then said nothing. It is frozen or out of reach, or somebody holds a lock on what was asked for.',
      { cause: error },
    );
  }
  const cause = causeOf(error);
  if (cause === null) return null;
  const [problem, remedy] = (faultOf(cause) ?? otherFault)(place, cause);
  return new OperatorError(`${target.variable} leads to no database: ${problem}. ${remedy}.`, {
    cause: error,
  });
}

function isOverdue(error: unknown): boolean {
  return (
    error instanceof OverdueAnswer ||
    (error instanceof QueryFailedError && error.driverError instanceof OverdueAnswer)
  );
}

function causeOf(error: unknown): Error | null {
  if (error instanceof ConnectFailure) return error.cause;
  // The pool gives up waiting in words of its own.
  return error instanceof Error && /due to connection timeout/.test(error.message) ? error : null;
}

interface Place {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly role: string;
}

type Fault = (place: Place, cause: Error) => readonly [problem: string, remedy: string];

function placeOf(url: string): Place {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  return {
    host: searchParams.get('host') ?? (hostname || 'localhost'),
    port: port || searchParams.get('port') || '5432',
    database: decodeURIComponent(pathname.slice(1)),
    role: decodeURIComponent(username) || searchParams.get('user') || 'of the system user',
  };
}

const noHost: Fault = ({ host }) => [
  `there is no host ${host}`,
  'Correct its name, or the DNS that this machine asks',
];
const silent: Fault = ({ host, port }) => [
  `nothing answered on port ${port} of ${host} within ${startTimeoutMs / 1000} s`,
  'Check host and port, whether a firewall is between, and that it is PostgreSQL that listens there',
];
const noPostgres: Fault = ({ host, port }) => [
  `what listens on port ${port} of ${host} does not talk like PostgreSQL`,
  'Check the port; that of PostgreSQL is usually 5432',
];
const refused: Fault = ({ host, port }) => [
  `nothing listens on port ${port} of ${host}`,
  'Start PostgreSQL there, or correct host and port',
];
const badPassword: Fault = ({ host, role }) => [
  `PostgreSQL on ${host} refuses the password, or has no role ${role}`,
  'Correct them; characters such as @, / and % are written %40, %2F and %25 in a URL',
];
const notLetIn: Fault = ({ host, role, database }, { message }) => [
  `PostgreSQL on ${host} does not let the role ${role} into ${database}${/no encryption/.test(message) ? ' without TLS' : ''}`,
  /no encryption/.test(message)
    ? 'Add `?sslmode=verify-full` to it'
    : 'Make the role (`CREATE ROLE ... LOGIN`), or let it in by pg_hba.conf',
];
const untrusted: Fault = ({ host }) => [
  `the certificate of ${host} cannot be verified`,
  'Name the CA that signed it with `&sslrootcert=<file>`, and use the host name that the certificate is for',
];
const expired: Fault = ({ host }) => [
  `the certificate of ${host}, or that of the CA that signed it, has expired`,
  'Renew it there; a newer CA is named with `&sslrootcert=<file>`',
];
const otherFault: Fault = ({ host, port, database, role }, cause) => [
  `port ${port} of ${host}, database ${database}, role ${role}: ${(cause as { code?: string }).code ?? 'no connection'}`,
  'Try the same URL with `psql`, which shows more',
];

const byCode: Readonly<Record<string, Fault>> = {
  ECONNREFUSED: refused,
  ENOENT: refused,
  ENOTFOUND: noHost,
  EAI_AGAIN: noHost,
  EAI_FAIL: noHost,
  EAI_NODATA: noHost,
  ETIMEDOUT: silent,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  EACCES: refused,
  ECONNRESET: noPostgres,
  EPIPE: noPostgres,
  EPROTO: noPostgres,
  CERT_HAS_EXPIRED: expired,
  '28P01': badPassword,
  '28000': notLetIn,
  '42501': notLetIn,
  '3D000': ({ host, database }) => [
    `PostgreSQL on ${host} has no database ${database}`,
    `Make it (\`createdb ${/^[\w-]+$/.test(database) ? database : '<name>'}\`), or correct its name, the last part of the URL`,
  ],
  '53300': ({ host }) => [
    `PostgreSQL on ${host} has no connection left`,
    'Raise its max_connections, or lower DATABASE_POOL_SIZE',
  ],
  '57P03': ({ host }) => [`PostgreSQL on ${host} is starting up or shutting down`, 'Try again when it is up'],
};

/** pg and OpenSSL have no codes of their own for these. */
const byMessage: readonly (readonly [RegExp, Fault])[] = [
  [
    /does not support SSL/i,
    ({ host }) => [
      `PostgreSQL on ${host} does not speak TLS`,
      'Turn TLS on there, or leave sslmode out where the network is trusted',
    ],
  ],
  [/password must be a (non-empty )?string/i, badPassword],
  [/timeout/i, silent],
  [/certificate|altname|self.signed/i, untrusted],
  [
    /terminated unexpectedly|establishing an SSL|unknown.*message|invalid|unexpected|SSL routines/i,
    noPostgres,
  ],
];

function faultOf(cause: Error): Fault | undefined {
  // A host name with several addresses fails with the errors of all of them.
  const first: Error & { code?: string } = cause instanceof AggregateError ? cause.errors[0] : cause;
  const known = first.code === undefined ? undefined : byCode[first.code];
  if (known !== undefined || cause instanceof pg.DatabaseError) return known;
  if (isUntrustedCertificate(first)) return untrusted;
  return byMessage.find(([pattern]) => pattern.test(first.message))?.[1];
}
