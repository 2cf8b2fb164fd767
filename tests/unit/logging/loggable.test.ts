import { describe, expect, it } from 'vitest';
import { AppError } from '#domain/shared/app-error.js';
import { toLoggable } from '#infrastructure/logging/loggable.js';

describe('what is logged of a value', () => {
  it('is what JSON would have, and something readable for the rest', () => {
    const value = {
      date: new Date('2026-01-01T00:00:00Z'),
      bigint: 10n,
      infinite: Number.POSITIVE_INFINITY,
      missing: undefined,
      nothing: null,
      set: new Set([1, 2]),
      map: new Map([['a', 1]]),
      call: () => 1,
      url: new URL('https://example.com/x'),
      list: [undefined, 1],
    };
    expect(toLoggable(value)).toEqual({
      date: '2026-01-01T00:00:00.000Z',
      bigint: '10',
      infinite: 'Infinity',
      nothing: null,
      set: [1, 2],
      map: { a: 1 },
      call: '[function]',
      url: 'https://example.com/x',
      list: [null, 1],
    });
  });

  it('has name, message, code, stack and cause of an error, and not what drivers put beside them', () => {
    const cause = Object.assign(new TypeError('inner'), {
      code: '23505',
      parameters: ['secret'],
      detail: 'Key (x)',
    });
    const copy = toLoggable(new AppError('conflict', 'EMAIL_TAKEN', 'taken', { cause })) as Record<
      string,
      unknown
    >;
    expect(copy).toEqual({
      name: 'EMAIL_TAKEN',
      message: 'taken',
      code: 'EMAIL_TAKEN',
      stack: expect.stringContaining('loggable.test.ts'),
      cause: {
        name: 'TypeError',
        message: 'inner',
        code: '23505',
        stack: expect.stringMatching(/^TypeError: inner\n/),
      },
    });
  });

  it('has the errors of an aggregate', () => {
    expect(toLoggable(new AggregateError([new Error('one')], 'all'))).toMatchObject({
      message: 'all',
      errors: [{ message: 'one' }],
    });
  });

  it('ends for circular values, and repeats what is only shared', () => {
    const shared = { a: 1 };
    const circular: Record<string, unknown> = { left: shared, right: shared };
    circular.self = circular;
    circular.list = [circular];
    const error = new Error('x');
    error.cause = error;
    expect(toLoggable(circular)).toEqual({
      left: shared,
      right: shared,
      self: '[circular]',
      list: ['[circular]'],
    });
    expect(toLoggable(error)).toMatchObject({ cause: '[circular]' });
  });

  it('is bounded in depth, width, length and number', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 10_000; level += 1) deep = { deep };
    expect(JSON.stringify(toLoggable(deep))).toContain('[omitted]');
    expect(toLoggable(Array.from({ length: 1000 }, () => 1))).toHaveLength(101);
    expect((toLoggable('x'.repeat(1_000_000)) as string).length).toBeLessThan(8300);
    const wide = (depth: number): unknown =>
      depth === 0 ? 1 : Array.from({ length: 100 }, () => wide(depth - 1));
    expect(JSON.stringify(toLoggable(wide(3))).length).toBeLessThan(100_000);
    const texts = Array.from({ length: 100 }, () => 'x'.repeat(8000));
    expect(JSON.stringify(toLoggable(texts)).length).toBeLessThan(100_000);
  });

  it('survives getters, proxies and toJSON methods that throw or never end', () => {
    const endless = { toJSON: () => ({ toJSON: endless.toJSON }) };
    const hostile = {
      get a(): string {
        throw new Error('no');
      },
    };
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(toLoggable({ hostile, proxy, json: { toJSON: () => hostile }, endless })).toEqual({
      hostile: '[unreadable]',
      proxy: '[unreadable]',
      json: '[unreadable]',
      endless: '[omitted]',
    });
  });

  it('does not change prototypes', () => {
    const copy = toLoggable(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect((copy as { polluted?: boolean }).polluted).toBeUndefined();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
