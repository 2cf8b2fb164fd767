import { describe, expect, it } from 'vitest';
import { signedIn, testApp } from './support/app.js';
import { userId } from './support/fakes.js';

const madeHere = /^[0-9a-f]{32}$/;

describe('the request id', () => {
  it.each(['abc', 'A-Z_0.9', 'x'.repeat(128)])('%s is taken as it is', async (id) => {
    const { app } = await testApp();
    const response = await app.inject({ url: '/health/live', headers: { 'x-request-id': id } });
    expect(response.headers['x-request-id']).toBe(id);
    expect(response.json().meta.requestId).toBe(id);
  });

  it.each(['', 'a b', 'x'.repeat(129), 'a\u001b[31m', 'é', 'a"}', 'a,b', 'a\tb'])(
    '%j is replaced (INP-25)',
    async (id) => {
      const { app } = await testApp();
      const response = await app.inject({ url: '/health/live', headers: { 'x-request-id': id } });
      expect(response.headers['x-request-id']).toMatch(madeHere);
    },
  );

  it.each(['/nope', '/%zz', '/api/v1/me'])('is on the error of %s', async (url) => {
    const { app } = await testApp();
    const response = await app.inject({ url, headers: { 'x-request-id': 'r-1' } });
    expect(response.headers['x-request-id']).toBe('r-1');
    expect(response.json().meta.requestId).toBe('r-1');
  });
});

describe('the request log', () => {
  it('has one line per request, without anything secret', async () => {
    const test = await testApp({ requestLog: 'all' });
    await test.app.inject({
      method: 'DELETE',
      url: '/api/v1/me?canary=query',
      headers: { ...signedIn, 'x-request-id': 'r-1', 'user-agent': 'canary' },
      payload: { password: 'canary' },
    });
    expect(test.logger.lines).toEqual([
      {
        level: 'info',
        message: 'request',
        fields: {
          requestId: 'r-1',
          method: 'DELETE',
          route: '/api/v1/me',
          status: 204,
          ms: expect.any(Number),
          ip: '127.0.0.1',
          userId,
        },
      },
    ]);
    expect(JSON.stringify(test.logger.lines)).not.toMatch(/canary|good\.access/);
  });

  it('names the route, not the path', async () => {
    const test = await testApp({ requestLog: 'all' });
    await test.app.inject({ url: `/api/v1/users/${userId}`, headers: signedIn });
    await test.app.inject({ url: '/nope/secret' });
    expect(test.logger.lines.map(({ fields }) => [fields.route, fields.status])).toEqual([
      ['/api/v1/users/:id', 200],
      [null, 404],
    ]);
  });

  it('names the path, without its query, where a developer asks for it', async () => {
    const test = await testApp({ requestLog: 'paths' });
    await test.app.inject({ url: '/nope/there?secret=canary' });
    expect(test.logger.lines).toMatchObject([{ fields: { path: '/nope/there', status: 404 } }]);
    expect(JSON.stringify(test.logger.lines)).not.toContain('canary');
  });

  it('takes what is turned away for a while for no fault', async () => {
    const down = { name: 'search', check: () => Promise.reject(new Error('down')) };
    const test = await testApp({ requestLog: 'errors' }, {}, [down]);
    await test.app.inject('/health/ready');
    const lines = test.logger.lines.filter(({ message }) => message === 'request');
    expect(lines).toMatchObject([{ level: 'warn', fields: { status: 503 } }]);
  });

  it('has one line of many that are turned away, and counts the others', async () => {
    const down = { name: 'search', check: () => Promise.reject(new Error('down')) };
    const test = await testApp({ requestLog: 'errors' }, {}, [down]);
    for (let count = 0; count < 200; count += 1) await test.app.inject('/health/ready');
    const lines = () => test.logger.lines.filter(({ message }) => /request/.test(message));
    expect(lines()).toHaveLength(1);
    await test.app.close();
    expect(lines()).toEqual([
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ status: 503 }) }),
      { level: 'warn', message: 'More requests were answered 503', fields: { count: 199 } },
    ]);
  });

  it('of errors has only those that are ours', async () => {
    const test = await testApp({ requestLog: 'errors' });
    await test.app.inject({ url: '/api/v1/me', headers: signedIn });
    await test.app.inject({ url: '/api/v1/me' });
    expect(test.logger.lines).toEqual([]);
    test.useCases.showMyAccount.answer = () => {
      throw new Error('boom');
    };
    await test.app.inject({ url: '/api/v1/me', headers: signedIn });
    expect(test.logger.lines.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'request failed'],
      ['error', 'request'],
    ]);
  });

  it('of errors has slow requests too', async () => {
    const test = await testApp({ requestLog: 'errors', slowRequestMs: -1 });
    await test.app.inject({ url: '/health/live' });
    expect(test.logger.lines).toMatchObject([
      { level: 'warn', fields: { route: '/health/live', status: 200 } },
    ]);
  });

  it('can be off', async () => {
    const test = await testApp({ requestLog: 'none', slowRequestMs: -1 });
    await test.app.inject({ url: '/health/live' });
    expect(test.logger.lines).toEqual([]);
  });
});
