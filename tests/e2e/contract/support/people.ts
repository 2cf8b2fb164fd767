import { type E2eService, password } from '#testing/e2e-service.js';
import type { FakeClock } from '#testing/fake-clock.js';

const secondsPerDay = 86_400;

export const names = [
  'mia',
  'zoe',
  'abe',
  'lea',
  'tom',
  'eva',
  'jan',
  'kim',
  'pia',
  'rex',
  'sam',
  'una',
] as const;
const domains = ['one.example', 'two.example', 'sub.one.example'] as const;

/**
 * Twelve accounts beside root, one a day from the start on. Every second is a moderator, every third is
 * inactive, and the domains take turns.
 */
export async function populate(service: E2eService, clock: FakeClock): Promise<void> {
  for (const [index, username] of names.entries()) {
    if (index > 0) clock.advance(secondsPerDay);
    const { token } = await service.root();
    const email = `${username}@${domains[index % domains.length]}`;
    const roles = [index % 2 === 1 ? 'moderator' : 'user'];
    const { data } = await service.http.post(
      '/api/v1/users',
      { email, username, password, roles },
      { token },
    );
    if (index % 3 === 2) await service.http.patch(`/api/v1/users/${data.id}`, { isActive: false }, { token });
  }
}

export function usernamesOf(reply: { data: readonly { readonly username: string }[] }): string[] {
  return reply.data.map(({ username }) => username);
}

/** In the order of code points, which is that of the database. */
export function sorted(texts: readonly string[]): string[] {
  return [...texts].sort((left, right) => (left < right ? -1 : 1));
}
