import { beforeAll, describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { sorted, usernamesOf } from './support/people.js';

const accounts = [
  ['wanda', 'wanda@home.example'],
  ['under_score', 'first@home.example'],
  ['underxscore', 'second@home.example'],
  ['percent', '100%sure@home.example'],
  ['percentless', '100xsure@home.example'],
  ['ünal', 'third@home.example'],
  ['dotted.name', "o'hara+tag@work.example"],
] as const;

describe('search', () => {
  onEveryDatabase((service) => {
    beforeAll(async () => {
      for (const [username, email] of accounts) {
        const { status, text } = await service().http.post('/api/v1/auth/register', {
          username,
          email,
          password,
        });
        if (status !== 201) throw new Error(text);
      }
    });

    it.each([
      ['the beginning of a username', 'wan', ['wanda']],
      ['the middle of it', 'and', ['wanda']],
      ['the end of it', 'nda', ['wanda']],
      ['all of it', 'wanda', ['wanda']],
      ['one letter', 'w', ['wanda', 'dotted.name']],
      ['another case', 'WANDA', ['wanda']],
      ['another case of a letter beyond ASCII', 'Ünal', ['ünal']],
      ['a part of an email', "'hara+t", ['dotted.name']],
      ['an email', 'WANDA@home.example', ['wanda']],
      ['the domain of an email', '@work', ['dotted.name']],
      ['_ as it is', 'r_s', ['under_score']],
      ['% as it is', '0%s', ['percent']],
      ['\\ as it is', '\\', []],
      ['a pattern that would match all', '%', ['percent']],
      ['an escaped pattern', '\\%', []],
      ['\\ at the end', 'wanda\\', []],
      ['a quote', "wanda' OR '1'='1".replaceAll(' ', ''), []],
      ['nothing like it', 'nobody-is-called-so', []],
    ])('finds %s: %s', async (_what, text, expected) => {
      const { token } = await service().root();
      for (const paging of ['pageSize=100', 'cursor=&limit=100']) {
        const query = `search=${encodeURIComponent(text)}&${paging}`;
        const reply = await service().http.get(`/api/v1/users?${query}`, { token });
        expect([reply.status, sorted(usernamesOf(reply))]).toEqual([200, sorted(expected)]);
      }
    });
  });
});
