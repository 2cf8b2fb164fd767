import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { expect, it } from 'vitest';
import { isTransient, translateError } from '#infrastructure/postgres/error-translation.js';

it.each([new QueryRunnerAlreadyReleasedError(), new QueryRunnerProviderAlreadyReleasedError()])(
  '%o, whose connection broke meanwhile, is UNAVAILABLE, and may be tried again',
  (error) => {
    const translated = translateError(error);
    expect(translated).toMatchObject({ kind: 'overloaded', code: 'UNAVAILABLE', retryAfter: 5 });
    expect(isTransient(translated)).toBe(true);
  },
);
