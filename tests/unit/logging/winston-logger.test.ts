import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Password } from '#domain/auth/password.js';
import { PasswordHash } from '#domain/users/password-hash.js';
import { formatPretty } from '#infrastructure/logging/log-lines.js';
import { createWinstonLogger, type LogSettings } from '#infrastructure/logging/winston-logger.js';
import { FakeClock } from '#testing/fake-clock.js';
import { anyText } from '../../support/any-text.js';
import { encryptionKey } from '../support/encryption-keys.js';

function open(format: LogSettings['format'], level: LogSettings['level'] = 'debug') {
  const stream = new PassThrough({ encoding: 'utf8' });
  const logger = createWinstonLogger({ format, level }, new FakeClock(), stream);
  return { logger, output: () => (stream.read() as string | null) ?? '' };
}

const opened = { json: open('json'), pretty: open('pretty') };

function logged(format: LogSettings['format'], message: string, fields?: Record<string, unknown>): string {
  const { logger, output } = opened[format];
  logger.info(message, fields);
  return output();
}

const json = (message: string, fields?: Record<string, unknown>) =>
  JSON.parse(logged('json', message, fields));

describe('the log', () => {
  it('has one JSON object for each message', () => {
    const { logger, output } = open('json');
    logger.error('first', { requestId: 'r1' });
    logger.warn('second');
    expect(output()).toBe(
      '{"timestamp":"2026-01-01T00:00:00.000Z","level":"error","message":"first","requestId":"r1"}\n' +
        '{"timestamp":"2026-01-01T00:00:00.000Z","level":"warn","message":"second"}\n',
    );
  });

  it('has one line for people', () => {
    expect(logged('pretty', 'Listening', { port: 3000, url: 'http://a', note: 'two words', list: [1] })).toBe(
      '00:00:00.000 INFO  Listening port=3000 url=http://a note="two words" list=[1]\n',
    );
  });

  it('has a line of its own for requests with paths, coloured on a terminal', () => {
    const fields = { method: 'GET', path: '/api/v1/me', status: 200, ms: 1.2 };
    expect(logged('pretty', 'request', fields)).toBe('00:00:00 GET /api/v1/me 200 1.2 ms\n');
    const entry = { timestamp: new Date(0), level: 'info', message: 'request', fields };
    expect(formatPretty(entry, true)).toContain('/api/v1/me \x1b[32m200\x1b[0m');
    const hostile = { ...entry, fields: { ...fields, path: '/\x1b[2J' } };
    expect(formatPretty(hostile)).toContain('/\\u001b[2J 200');
  });

  it.each([
    ['error', ['error']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']],
  ] as const)('at level %s has %j', (level, expected) => {
    const { logger, output } = open('json', level);
    for (const each of ['error', 'warn', 'info', 'debug'] as const) logger[each](each);
    const levels = output().trim().split('\n');
    expect(levels.map((line) => JSON.parse(line).level)).toEqual(expected);
  });

  it('does not let a field take the place of timestamp, level or message', () => {
    expect(json('true', { message: 'false', level: 'error', timestamp: 0 })).toMatchObject({
      message: 'true',
      level: 'info',
      timestamp: '2026-01-01T00:00:00.000Z',
      message_: 'false',
    });
  });

  it('interpolates nothing', () => {
    expect(json('100%s %d %j {x}').message).toBe('100%s %d %j {x}');
  });
});

describe('INP-25: log injection', () => {
  const attacks = [
    'x\r\n{"level":"error","message":"forged"}',
    'x"}\n{"level":"error"}',
    '\u001b[2J\u001b[31mred\u001b[0m',
    '\u009b31m C1 control sequence',
    'line\u2028separator\u2029paragraph',
    'admin\u202enimda\u2066',
    'nul\0 bell\u0007 backspace\b delete\u007f',
    'lone \ud800 surrogate',
  ];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

  it.each(attacks.flatMap((text) => (['json', 'pretty'] as const).map((format) => [text, format] as const)))(
    '%j makes no second line and drives no terminal (%s)',
    (text, format) => {
      for (const line of [
        logged(format, text),
        logged(format, 'm', { userAgent: text }),
        logged(format, 'm', { [text]: 1 }),
        logged(format, 'm', { nested: [{ [text]: text }] }),
        logged(format, 'm', { error: new Error(text) }),
      ]) {
        expect(line.endsWith('\n')).toBe(true);
        expect(line.slice(0, -1)).not.toMatch(unsafe);
        if (format === 'json') expect(JSON.parse(line).level).toBe('info');
      }
    },
  );

  it('every text comes back from the JSON as it was, unless it looked like a secret', () => {
    fc.assert(
      fc.property(anyText(200), (text) => {
        fc.pre(!/[:=@$]|eyJ|ghr_|bearer|basic/i.test(text));
        const line = logged('json', text, { text });
        expect(line.split('\n')).toHaveLength(2);
        expect(JSON.parse(line)).toMatchObject({ message: text, text });
      }),
    );
  });

  it('no value whatever makes it throw, or write more than one line', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true }),
        (value) => {
          expect(JSON.parse(logged('json', 'm', { value })).message).toBe('m');
          expect(logged('pretty', 'm', { value }).split('\n')).toHaveLength(2);
        },
      ),
    );
  });
});

describe('PWD-15: a secret in the log', () => {
  const canary = 'c4n4ry-s3cr3t';
  const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjNG40cnkifQ.c4n4ry-s3cr3t';
  const refreshToken = `ghr_${canary}${'A'.repeat(70)}`;

  it.each([
    'password',
    'newPassword',
    'current_password',
    'PASSWORD',
    'authorization',
    'Cookie',
    'set-cookie',
    'accessToken',
    'refresh_token',
    'x-api-key',
    'clientSecret',
    'encryptionKeys',
    'key',
    'passwordHash',
    'credentials',
  ])('is redacted under the name %s, however deep', (name) => {
    const line = logged('json', 'm', {
      [name]: canary,
      a: { b: [{ [name]: { c: canary } }] },
      map: new Map([[name, canary]]),
    });
    expect(line).not.toContain(canary);
    expect(JSON.parse(line)[name]).toBe('[redacted]');
  });

  it.each([
    ['an access token', `GET / with ${token}`],
    ['a refresh token', `refresh ${refreshToken} failed`],
    ['a bearer header', `authorization is Bearer ${canary}`],
    ['basic credentials', `Basic ${Buffer.from(canary).toString('base64')}${canary}`],
    ['a database URL', `cannot connect to postgres://gatehouse:${canary}@db:5432/gatehouse`],
    ['a password with @ in a URL', `postgres://gatehouse:p@${canary}@db/gatehouse`],
    ['an argon2 hash', `$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$${canary}`],
    ['a bcrypt hash', `$2b$12$${canary}`],
    ['a private key', `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`],
    ['a query string', `GET /x?token=${canary}&page=2`],
    ['what a JSON parser quotes', `Unexpected token in JSON: ..."password": "${canary} ${canary}", "x"...`],
    ['JSON in JSON', JSON.stringify({ body: JSON.stringify({ currentPassword: canary }) })],
  ])('is redacted in a text: %s', (_, text) => {
    const error = new Error(text, { cause: new Error(text) });
    const aggregate = new AggregateError([new Error(text)], text);
    for (const format of ['json', 'pretty'] as const) {
      const { logger, output } = open(format);
      logger.error(text, { text, nested: [{ text }], error, aggregate, [text]: 1, set: new Set([text]) });
      expect(output()).not.toContain(canary);
    }
  });

  it('stays out where an object has its own way to be written', () => {
    const line = logged('json', 'm', {
      value: Password.parse(canary),
      hash: new PasswordHash(canary),
      bytes: Buffer.from(canary),
      config: { encryption: { list: [encryptionKey('k1')] } },
      url: new URL(`https://u:${canary}@host/`),
    });
    expect(line).not.toContain(canary);
    expect(line).not.toContain(Buffer.from(canary).join(','));
    expect(JSON.parse(line)).toMatchObject({ bytes: '[13 bytes]', value: '[password]' });
  });

  it('is not seen in names and values that only resemble one', () => {
    const fields = {
      tokenType: 'Bearer',
      userId: 'u',
      isTokenPresent: true,
      code: 'TOKEN_EXPIRED',
      password: null,
    };
    expect(json('Basic facts: the bearer of this', fields)).toMatchObject({
      message: 'Basic facts: the bearer of this',
      userId: 'u',
      isTokenPresent: true,
      code: 'TOKEN_EXPIRED',
      password: null,
    });
  });
});
