import { describe, expect, it } from 'vitest';
import { password } from '#testing/e2e-service.js';
import type { Reply } from '#testing/http-client.js';
import { onEveryDatabase } from './support/gatehouse.js';
import { outcome } from './support/shapes.js';

const register = '/api/v1/auth/register';
const parallel = 10;

/** The letter case of a text, differently for each number. */
function spelled(text: string, variant: number): string {
  return Array.from(text, (letter, index) =>
    (variant >> (index % 4)) & 1 ? letter.toUpperCase() : letter,
  ).join('');
}

function expectOneWinner(replies: readonly Reply[], won: number, code: string): void {
  const outcomes = replies.map(outcome).sort(([left], [right]) => left - right);
  expect(outcomes).toEqual([[won, undefined], ...Array(replies.length - 1).fill([409, code])]);
}

describe('emails and usernames', () => {
  onEveryDatabase((service) => {
    it.each([
      ['the same', 'taken@example.com'],
      ['another case', 'TAKEN@Example.COM'],
    ])('an email is taken: %s', async (what, email) => {
      const { http } = service();
      await http.post(register, { email: 'taken@example.com', username: 'first', password });
      const reply = await http.post(register, { email, username: `by-${what.length}`, password });
      expect(outcome(reply)).toEqual([409, 'EMAIL_TAKEN']);
      expect(reply.text).not.toContain('first');
    });

    it.each(['taken-name', 'TAKEN-Name'])('a username is taken: %s', async (username) => {
      const { http } = service();
      await http.post(register, { email: 'name@example.com', username: 'taken-name', password });
      const reply = await http.post(register, { email: `${username}2@example.com`, username, password });
      expect(outcome(reply)).toEqual([409, 'USERNAME_TAKEN']);
    });

    it.each(['POST /api/v1/users', 'PUT /api/v1/users/:id', 'PATCH /api/v1/users/:id'])(
      '%s says so too',
      async (route) => {
        const [method = '', path = ''] = route.split(' ');
        const [root, owner, other] = [
          await service().root(),
          await service().person(),
          await service().person(),
        ];
        const { token } = root;
        const attempt = (change: { email?: string; username?: string }) => {
          const account = { email: `${method}@example.com`, username: `by-${method}`, ...change };
          const body =
            method === 'POST'
              ? { ...account, password }
              : method === 'PUT'
                ? { ...account, roles: ['user'], isActive: true }
                : change;
          return service().http.request(method, path.replace(':id', other.user.id), { token, body });
        };
        expect(outcome(await attempt({ email: owner.user.email.toUpperCase() }))).toEqual([
          409,
          'EMAIL_TAKEN',
        ]);
        expect(outcome(await attempt({ username: owner.user.username.toUpperCase() }))).toEqual([
          409,
          'USERNAME_TAKEN',
        ]);
        const unchanged = await service().http.get('/api/v1/me', { token: other.token });
        expect(unchanged.data).toMatchObject(other.user);
      },
    );

    it('PATCH /api/v1/me says of a username that it is taken, and has no email', async () => {
      const [owner, { token }] = [await service().person(), await service().person()];
      const patch = (change: object) => service().http.patch('/api/v1/me', change, { token });
      expect(outcome(await patch({ username: owner.user.username }))).toEqual([409, 'USERNAME_TAKEN']);
      expect(outcome(await patch({ email: 'another@example.com' }))).toEqual([422, 'VALIDATION_ERROR']);
    });

    it('one of many parallel registrations gets the email, however it is spelled', async () => {
      const replies = await Promise.all(
        Array.from({ length: parallel }, (_, index) =>
          service().http.post(register, {
            email: spelled('race@example.com', index),
            username: `racer-${index}`,
            password,
          }),
        ),
      );
      expectOneWinner(replies, 201, 'EMAIL_TAKEN');
    });

    it('one of many parallel registrations gets the username, however it is spelled', async () => {
      const replies = await Promise.all(
        Array.from({ length: parallel }, (_, index) =>
          service().http.post(register, {
            email: `sprinter${index}@example.com`,
            username: spelled('sprinter', index),
            password,
          }),
        ),
      );
      expectOneWinner(replies, 201, 'USERNAME_TAKEN');
    });

    it('one of many parallel changes gets the name', async () => {
      const people = await Promise.all(Array.from({ length: 6 }, () => service().person()));
      const replies = await Promise.all(
        people.map(({ token }, index) =>
          service().http.patch('/api/v1/me', { username: spelled('wanted', index) }, { token }),
        ),
      );
      expectOneWinner(replies, 200, 'USERNAME_TAKEN');
    });
  });
});
