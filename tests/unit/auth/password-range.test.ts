import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Password } from '#domain/auth/password.js';
import { PasswordRange } from '#infrastructure/pwned-passwords/auth/password-range.js';
import { CircuitBreaker } from '#infrastructure/shared/circuit-breaker.js';
import { aRecordingLogger } from '#testing/loggers.js';

const password = Password.parse('correct horse battery');
const digest = hash('sha1', password.value, 'hex').toUpperCase();
const [prefix, rest] = [digest.slice(0, 5), digest.slice(5)];
const other = (count: number) => `${'0123456789ABCDEF'.repeat(3).slice(0, 35)}:${count}`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function asking(answer: Answer, timeoutMs = 20_000) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const clock = { now: 0 };
  const logger = aRecordingLogger();
  const breaker = new CircuitBreaker({ maxFailures: 2, pauseMs: 1000 }, () => clock.now);
  const url = `http://127.0.0.1:${port}/range/`;
  const range = new PasswordRange({ url, timeoutMs }, breaker, logger);
  return { range, asked, clock, logger, server, include: () => range.include(password) };
}

const lines =
  (...text: readonly string[]): Answer =>
  (_request, response) =>
    response.end(text.join('\r\n'));

describe('a range of breached passwords', () => {
  it('has a password, however its digest is spelled', async () => {
    for (const found of [`${rest}:3`, `${rest.toLowerCase()}:1`]) {
      const { include, logger } = await asking(lines(other(9), found, other(2)));
      expect(await include()).toBe(true);
      expect(logger.records).toEqual([]);
    }
  });

  it('has not a password', async () => {
    const almost = `${rest.slice(0, -1)}${rest.endsWith('0') ? '1' : '0'}`;
    const { include, logger } = await asking(lines(other(9), `${almost}:5`));
    expect(await include()).toBe(false);
    expect(logger.records).toEqual([]);
  });

  it('has padding, which counts for nothing', async () => {
    const { include, asked } = await asking(lines(`${rest}:0`, other(0), ''));
    expect(await include()).toBe(false);
    expect(asked[0]?.headers['add-padding']).toBe('true');
  });

  it('is asked with five digits of the digest, and nothing else of the password', async () => {
    const { include, asked } = await asking(lines(`${rest}:3`));
    await include();
    expect(asked.map(({ method, url }) => [method, url])).toEqual([['GET', `/range/${prefix}`]]);
    expect(JSON.stringify(asked[0]?.rawHeaders)).not.toMatch(/correct|horse/);
  });

  it.each<[string, string, Answer]>([
    ['an error', 'status 503', (_request, response) => response.writeHead(503).end(`${rest}:3`)],
    [
      'another address',
      'status 302',
      (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
    ],
    ['a page', 'the answer is no range', lines('<html>Sign in to this network</html>')],
    ['half a range', 'the answer is no range', lines(`${rest}:3`, '0123')],
    ['nothing', 'the answer is empty', lines('')],
    ['more than a range', 'the answer is too long', lines(...Array.from({ length: 20_000 }, () => other(1)))],
    ['a broken connection', 'ECONNRESET', ({ socket }) => socket.resetAndDestroy()],
  ])('that answers with %s refuses nobody, and is told of in one line', async (_what, reason, answer) => {
    const { include, logger, asked } = await asking(answer);
    expect(await include()).toBe(false);
    expect(asked).toHaveLength(1);
    expect(logger.records).toMatchObject([{ level: 'warn', fields: { reason, isPaused: false } }]);
    const text = JSON.stringify(logger.records);
    for (const secret of [password.value, prefix, rest]) expect(text).not.toContain(secret);
  });

  it.each<[string, Answer]>([
    ['before its answer', () => {}],
    ['within its answer', (_request, response) => response.write(`${other(1)}\r\n`)],
  ])('that hangs %s is not waited for', async (_when, answer) => {
    const { include, logger } = await asking(answer, 50);
    expect(await include()).toBe(false);
    expect(logger.records).toMatchObject([{ fields: { reason: 'it took too long' } }]);
  });

  it('that is not there refuses nobody', async () => {
    const { include, logger, server } = await asking(lines(`${rest}:3`));
    await new Promise((resolve) => server.close(resolve));
    expect(await include()).toBe(false);
    expect(logger.records).toMatchObject([{ fields: { reason: 'ECONNREFUSED' } }]);
  });

  it('that fails again and again is left alone for a while, and asked again', async () => {
    let answer = lines('');
    const { include, asked, logger, clock } = await asking((...args) => answer(...args));
    await include();
    await include();
    expect(logger.records.map(({ fields }) => fields.isPaused)).toEqual([false, true]);
    clock.now = 999;
    expect(await include()).toBe(false);
    expect([asked.length, logger.records.length]).toEqual([2, 2]);
    answer = lines(`${rest}:3`);
    clock.now = 1000;
    expect(await include()).toBe(true);
    expect(await include()).toBe(true);
    expect(asked).toHaveLength(4);
  });
});
