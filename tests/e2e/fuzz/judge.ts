import { builtInFeatures } from '#composition/features.js';
import { statusOf } from '#presentation/http/errors/http-errors.js';
import type { OpenApiContract } from '#testing/openapi-contract.js';
import { isOfContract } from '../contract/support/contract-features.js';

export interface JudgedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Names in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly text: string;
}

/** The codes of `http-contract.md`, by status. */
const codes: Readonly<Record<number, readonly string[]>> = {
  400: ['BAD_REQUEST'],
  401: [
    'UNAUTHENTICATED',
    'TOKEN_EXPIRED',
    'SESSION_REVOKED',
    'INVALID_CREDENTIALS',
    'REFRESH_TOKEN_INVALID',
    'REFRESH_TOKEN_REUSED',
    'STEP_UP_REQUIRED',
    'TOKEN_INVALID',
    'CHALLENGE_FAILED',
    'PASSWORD_CHANGE_REQUIRED',
    'MFA_REQUIRED',
    'MFA_ENROLLMENT_REQUIRED',
  ],
  403: ['FORBIDDEN', 'ACCOUNT_INACTIVE', 'EMAIL_NOT_VERIFIED'],
  404: [
    'NOT_FOUND',
    'USER_NOT_FOUND',
    'SESSION_NOT_FOUND',
    'FACTOR_NOT_FOUND',
    'ROLE_NOT_FOUND',
    'PERMISSION_NOT_FOUND',
  ],
  405: ['METHOD_NOT_ALLOWED'],
  409: [
    'EMAIL_TAKEN',
    'USERNAME_TAKEN',
    'LAST_ADMIN',
    'TOO_MANY_FACTORS',
    'BUILT_IN',
    'ROLE_TAKEN',
    'ROLE_IN_USE',
    'PERMISSION_TAKEN',
    'PERMISSION_IN_USE',
  ],
  412: ['VERSION_CONFLICT'],
  413: ['PAYLOAD_TOO_LARGE'],
  415: ['UNSUPPORTED_MEDIA_TYPE'],
  422: ['VALIDATION_ERROR', 'WEAK_PASSWORD', 'PASSWORD_BREACHED'],
  429: ['RATE_LIMITED', 'LOGIN_LOCKED'],
  431: ['HEADERS_TOO_LARGE'],
  503: ['OVERLOADED', 'UNAVAILABLE'],
};

const errorsBeside = builtInFeatures
  .filter((feature) => !isOfContract(feature))
  .flatMap(({ errors = [] }) => errors.map((error) => `${statusOf(error)} ${error.code}`));

/** Each once, so that browsers do not join two values (ASVS 3.4). */
const securityHeaders: Readonly<Record<string, RegExp>> = {
  'content-security-policy': /^default-src 'none';[^,]*frame-ancestors 'none'[^,]*$/,
  'referrer-policy': /^no-referrer$/,
  'strict-transport-security': /^max-age=63072000; includeSubDomains$/,
  'x-content-type-options': /^nosniff$/,
};

/** Of code, SQL or hashes; nothing that a client is told looks like it. */
const internals = /node_modules|\.[jt]s:\d+|\bat \w+ \(|QueryFailed|SELECT "|\$argon2|\$2b\$/;

/** What is wrong with an answer; empty when nothing is. */
export function faultsOf(answer: JudgedAnswer, contract: OpenApiContract): readonly string[] {
  return [...byContract(answer, contract), ...generalFaultsOf(answer)];
}

/** What is wrong with an answer, whatever was asked. */
export function generalFaultsOf(answer: Omit<JudgedAnswer, 'path'>): readonly string[] {
  const { method, status, header, text } = answer;
  const faults: string[] = [];
  if (status >= 500 && status !== 503) faults.push(`it failed with ${status}`);
  if (!/^[A-Za-z0-9._-]{1,128}$/.test(header('x-request-id') ?? '')) faults.push('no X-Request-Id');
  for (const [name, value] of Object.entries(securityHeaders)) {
    if (!value.test(header(name) ?? '')) faults.push(`${name} is not what it should be`);
  }
  if ((status === 405) !== (header('allow') !== undefined)) faults.push('Allow is for 405');
  if (status === 401 && !/^Bearer\b/.test(header('www-authenticate') ?? '')) faults.push('no challenge');
  if ((status === 429 || status === 503) && !/^[1-9]\d*$/.test(header('retry-after') ?? '')) {
    faults.push('no Retry-After');
  }
  if (internals.test(text)) faults.push('the answer tells of internals');
  return method === 'HEAD' || status < 400 ? faults : [...faults, ...byShape(answer)];
}

/** For people, and so not in the document. */
const pages = new Set(['/', '/docs', '/errors']);

/** A HEAD is a GET without a body; what is nowhere is 404, or 405 by this method, if it can be read. */
function byContract(
  { method, path, status, header, text }: JudgedAnswer,
  contract: OpenApiContract,
): readonly string[] {
  const contentType = header('content-type') ?? null;
  if (method === 'HEAD') return [];
  const violations = contract.violations({ method, path, status, contentType, body: parse(text) });
  const isNowhere = violations.length === 1 && violations[0]?.includes('is not documented but gave');
  const isPage = pages.has(path) && contentType?.startsWith('text/html');
  return isNowhere && (isPage || [400, 404, 405, 413, 415].includes(status)) ? [] : violations;
}

function byShape({ status, header, text }: Omit<JudgedAnswer, 'path'>): readonly string[] {
  const body = parse(text) as Record<string, unknown> | undefined;
  const isProblem = header('content-type') === 'application/problem+json; charset=utf-8';
  if (!isProblem && header('content-type') !== 'application/json; charset=utf-8') return ['no JSON'];
  const { error, meta } = (body ?? {}) as { error?: Record<string, unknown>; meta?: Record<string, unknown> };
  const code = isProblem ? body?.code : error?.code;
  const requestId = isProblem ? body?.requestId : meta?.requestId;
  const faults: string[] = [];
  const isKnown = codes[status]?.includes(String(code)) || errorsBeside.includes(`${status} ${code}`);
  if (!isKnown) faults.push(`${status} ${String(code)} is not in the contract`);
  if (requestId !== header('x-request-id')) faults.push('two request ids');
  if (isProblem && body?.status !== status) faults.push('two statuses');
  if (!isProblem && body?.success !== false) faults.push('no envelope');
  return faults;
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
