import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOfJsonFault } from '#presentation/http/validation/json-fault.js';
import { testApp } from './support/app.js';

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the place where a text stops being JSON', () => {
  it.each<[string, number, number]>([
    ['', 1, 1],
    ['{"a": abc}', 1, 7],
    ['{"a": 1,}', 1, 9],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{"a": 1', 1, 8],
    ['[1, 2', 1, 6],
    ['[01]', 1, 2],
    ["{'a': 1}", 1, 2],
    ['{"a": "open', 1, 7],
    ['{} {}', 1, 4],
    ['[nullx]', 1, 2],
  ])('%j: line %i, column %i', (text, line, column) => {
    expect(placeOfJsonFault(text)).toEqual({ line, column });
  });

  it('is found in what JSON.parse refuses, and only there', () => {
    fc.assert(fc.property(fc.json(), (text) => placeOfJsonFault(text) === null));
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\',
      '1',
      '-',
      '1.',
      '1e5',
      'true',
      ' ',
      '\n',
      'x',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        return (placeOfJsonFault(text) === null) === isJson(text);
      }),
    );
  });

  it('does not overflow with what is long or deep', () => {
    expect(placeOfJsonFault(`{"a": "${'x'.repeat(1_000_000)}"`)).toEqual({ line: 1, column: 1_000_009 });
    expect(placeOfJsonFault('['.repeat(100_000))).toEqual({ line: 1, column: 100_001 });
  });

  it('is told to the client, without what is there', async () => {
    const { app } = await testApp();
    const response = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/register',
      headers: { 'content-type': 'application/json' },
      payload: '{\n  "password": canary\n}',
    });
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toEqual({
      code: 'BAD_REQUEST',
      message: 'The request body is not JSON: see line 2, column 15.',
      details: [],
    });
  });
});
