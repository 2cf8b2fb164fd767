/**
 * The life of an account, against a running `npm start`: register, verify the address, forget the password, enrol an
 * authenticator app, sign in with it and with a recovery code, change the address and take it back.
 *
 *   npx node requests/account-life.ts [http://127.0.0.1:3000]
 */

import { strict as assert } from 'node:assert';
import { setTimeout as delay } from 'node:timers/promises';
import { TOTP, URI } from 'otpauth';

const service = process.argv[2] ?? 'http://127.0.0.1:3000';
const serial = Date.now().toString(36);
const email = `ada-${serial}@example.com`;
const newEmail = `lovelace-${serial}@example.com`;
const username = `ada-${serial}`;
const passwords = ['correct horse battery staple', 'a quite different and longer phrase'] as const;

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what it is depends on the route.
  readonly data: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly error: any;
}

interface Message {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
}

async function call(method: string, path: string, body?: object, token?: string): Promise<Answer> {
  const response = await fetch(`${service}/api/v1${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const { data, error } = text === '' ? {} : JSON.parse(text);
  console.log(`${method} ${path}: ${response.status}${error ? ` ${error.code}` : ''}`);
  return { status: response.status, data, error };
}

/** As `call`, of which another outcome than this is a failure. */
async function expectCall(expected: number | string, ...request: Parameters<typeof call>): Promise<Answer> {
  const answer = await call(...request);
  const outcome = typeof expected === 'number' ? answer.status : answer.error?.code;
  assert.equal(outcome, expected, `${request[0]} ${request[1]}: ${JSON.stringify(answer)}`);
  return answer;
}

const seen = new Set<string>();

/** The token of the link in the next message for somebody. Mail leaves by and by, so it is asked for until it is there. */
async function mailedToken(to: string, page: string): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const response = await fetch(`${service}/dev/mailbox?to=${encodeURIComponent(to)}`, {
      headers: { accept: 'application/json' },
    });
    const messages = (await response.json()) as readonly Message[];
    for (const { id, subject, text } of messages) {
      const [, token] = new RegExp(`/account/${page}#token=(\\S+)`).exec(text) ?? [];
      if (token === undefined || seen.has(id)) continue;
      seen.add(id);
      console.log(`mail to ${to}: ${subject}`);
      return token;
    }
    await delay(100);
  }
  throw new Error(`No mail with a link to ${page} for ${to}`);
}

const [first, second] = passwords;

await expectCall(201, 'POST', '/auth/register', { email, username, password: first });
const verified = await expectCall(200, 'POST', '/auth/email/verify', {
  token: await mailedToken(email, 'verify-email'),
});
assert.notEqual(verified.data.emailVerifiedAt, null);

await expectCall(202, 'POST', '/auth/password/forgot', { email });
await expectCall(204, 'POST', '/auth/password/reset', {
  token: await mailedToken(email, 'reset-password'),
  newPassword: second,
});
await expectCall('INVALID_CREDENTIALS', 'POST', '/auth/login', { email, password: first });
const login = await expectCall(200, 'POST', '/auth/login', { email, password: second });

const enrolled = await expectCall(201, 'POST', '/me/mfa/totp', {}, login.data.accessToken);
const app = URI.parse(enrolled.data.otpauthUri) as TOTP;
const confirmed = await expectCall(
  200,
  'POST',
  '/me/mfa/totp/confirm',
  { id: enrolled.data.id, code: app.generate() },
  login.data.accessToken,
);
assert.equal(confirmed.data.recoveryCodes.length, 10);

const challenged = await expectCall('MFA_REQUIRED', 'POST', '/auth/login', { email, password: second });
// A step is good once, and the one of now is spent: the next one is accepted already.
const code = app.generate({ timestamp: Date.now() + 30_000 });
await expectCall(200, 'POST', '/auth/mfa', { challengeToken: challenged.error.challenge.token, code });

const again = await expectCall('MFA_REQUIRED', 'POST', '/auth/login', { email, password: second });
const [recoveryCode] = confirmed.data.recoveryCodes;
const recovered = await expectCall(200, 'POST', '/auth/mfa', {
  challengeToken: again.error.challenge.token,
  recoveryCode,
});

await expectCall(202, 'POST', '/me/email', { email: newEmail }, recovered.data.accessToken);
const changed = await expectCall(200, 'POST', '/auth/email/change', {
  token: await mailedToken(newEmail, 'change-email'),
});
assert.equal(changed.data.email, newEmail);
await expectCall(204, 'POST', '/auth/email/revert', { token: await mailedToken(email, 'revert-email') });
await expectCall('SESSION_REVOKED', 'GET', '/me', undefined, recovered.data.accessToken);
console.log('All as it should be.');
