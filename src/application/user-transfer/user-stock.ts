import type { UserId } from '#domain/shared/ids.js';
import type { User } from '#domain/users/user.js';

/** Why an account was not added: it is there already (the same id, or the same address and username), or another one has what it wants. */
export type Obstacle = 'present' | 'email' | 'username';

/** All accounts, many at a time. */
export interface UserStock {
  /**
   * Adds those in whose way nothing is, with their events, within a unit of work.
   * @returns what was in the way of the others, by their ids as given.
   */
  addMissing(users: readonly User[]): Promise<ReadonlyMap<UserId, Obstacle>>;

  /** In the order of their ids. @param after null from the start. */
  page(after: UserId | null, limit: number): Promise<readonly User[]>;
}

/** @param others that are stored. */
export function obstacleOf(user: User, others: readonly User[]): Obstacle {
  const { email, username } = user.state;
  const sameEmail = others.find(({ state }) => state.email.equals(email));
  const isThere = others.some(({ id }) => id === user.id) || sameEmail?.state.username.equals(username);
  return isThere ? 'present' : sameEmail === undefined ? 'username' : 'email';
}
