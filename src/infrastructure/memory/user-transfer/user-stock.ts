import { type Obstacle, obstacleOf, type UserStock } from '#application/user-transfer/user-stock.js';
import type { UserId } from '#domain/shared/ids.js';
import { User, type UserState } from '#domain/users/user.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { userTable } from '../users/repository.js';

export class MemoryUserStock implements UserStock {
  readonly #users: MemoryTable<UserState>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#users = database.table(userTable);
  }

  async addMissing(users: readonly User[]): Promise<ReadonlyMap<UserId, Obstacle>> {
    const obstacles = new Map<UserId, Obstacle>();
    const added: User[] = [];
    this.database.write(() => {
      for (const user of users) {
        const { email, username } = user.state;
        const others = this.#users.where(
          (other) => other.id === user.id || other.email.equals(email) || other.username.equals(username),
        );
        if (others.length > 0) obstacles.set(user.id, obstacleOf(user, others.map(User.rehydrate)));
        else {
          this.#users.set(user.id, user.state);
          added.push(user);
        }
      }
    });
    await this.events.append(added.flatMap((user) => user.pullEvents()));
    return obstacles;
  }

  async page(after: UserId | null, limit: number): Promise<readonly User[]> {
    const users = this.#users.where(({ id }) => after === null || id > after);
    return users
      .sort((left, right) => byText(left.id, right.id))
      .slice(0, limit)
      .map(User.rehydrate);
  }
}
