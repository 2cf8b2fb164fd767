import { type Obstacle, obstacleOf, type UserStock } from '#application/user-transfer/user-stock.js';
import type { UserId } from '#domain/shared/ids.js';
import type { User } from '#domain/users/user.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import { columnsOf, recordset, selectList } from '../columns.js';
import type { Database } from '../database.js';
import { toDomain, toRow } from '../users/mapper.js';
import { type UserRow, userSchema } from '../users/schema.js';

const lowestId = '00000000-0000-0000-0000-000000000000';

export class PostgresUserStock implements UserStock {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async addMissing(users: readonly User[]): Promise<ReadonlyMap<UserId, Obstacle>> {
    const inserted: { id: UserId }[] = await this.database.write((manager) =>
      manager.query(insertUsers, [JSON.stringify(users.map(toRow))]),
    );
    const ids = new Set(inserted.map(({ id }) => id));
    const [added, others] = [true, false].map((isAdded) =>
      users.filter(({ id }) => ids.has(id) === isAdded),
    ) as [User[], User[]];
    await this.events.append(added.flatMap((user) => user.pullEvents()));
    if (others.length === 0) return new Map();
    const states = others.map(({ state }) => state);
    const rows: UserRow[] = await this.database.write((manager) =>
      manager.query(selectInTheWay, [
        states.map(({ id }) => id),
        states.map(({ email }) => email.value),
        states.map(({ username }) => username.value),
      ]),
    );
    const stored = rows.map(toDomain);
    return new Map(others.map((user) => [user.id, obstacleOf(user, stored)]));
  }

  async page(after: UserId | null, limit: number): Promise<readonly User[]> {
    const rows: UserRow[] = await this.database.read((manager) =>
      manager.query(selectPage, [after ?? lowestId, limit]),
    );
    return rows.map(toDomain);
  }
}

/** The domain of the address is the database's own work. */
const properties = columnsOf(userSchema).filter((property) => property !== 'emailDomain');
const { columns, values, from } = recordset(userSchema, properties, '$1');

/** In the order in which they are given: of two that want the same, the first has it. */
const insertUsers = `
  INSERT INTO users (${columns}) SELECT ${values} FROM ${from}
  ON CONFLICT DO NOTHING RETURNING id`;

const selectUsers = `SELECT ${selectList(userSchema, properties)} FROM users`;
/** Each by its index; who is in the way twice is told twice. */
const selectInTheWay = [
  `${selectUsers} WHERE id = ANY ($1::uuid[])`,
  `${selectUsers} WHERE email = ANY ($2::text[])`,
  `${selectUsers} WHERE username = ANY ($3::text[])`,
].join(' UNION ALL ');
const selectPage = `${selectUsers} WHERE id > $1 ORDER BY id LIMIT $2`;
