import { usersTokens } from '#composition/features/users.tokens.js';
import type { User } from '#domain/users/user.js';
import type { Store } from '#testing/stores.js';
import { aUser } from '../../support/builders/user.js';

export async function aStoredUser(store: Store): Promise<User> {
  const user = aUser();
  const users = await store.get(usersTokens.repository);
  await store.run(() => users.add(user));
  return user;
}

export async function remove(store: Store, user: User): Promise<void> {
  const users = await store.get(usersTokens.repository);
  await store.run(() => users.remove(user));
}

/** How many of the answers to the same question at the same time are true. */
export async function winners(count: number, attempt: (index: number) => Promise<boolean>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => attempt(index)));
  return answers.filter((isTrue) => isTrue).length;
}
