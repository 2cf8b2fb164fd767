import type {
  CountedDay,
  CurrentGeneration,
  SignInActivity,
} from '#application/activity/sign-in-activity.js';
import type { Day } from '#domain/activity/day-range.js';
import type { MemoryDatabase } from '../database.js';
import { defineMemoryTable } from '../table-definition.js';
import { userTable } from '../users/repository.js';

export interface ActivityRow extends CountedDay {
  readonly generation: number;
}

interface Head extends CurrentGeneration {
  readonly building: number;
}

export const activityTable = defineMemoryTable<ActivityRow>('sign-in activity', {
  parent: { table: userTable, keyOf: ({ userId }) => userId },
});
const headTable = defineMemoryTable<Head>('sign-in activity head');

export function currentHead(database: MemoryDatabase): Head {
  const first = { generation: 1, building: 1, position: 0, firstPosition: null };
  return database.table(headTable).get('') ?? first;
}

/** Transactions come one after the other, so that nothing has to be held. */
export class MemorySignInActivity implements SignInActivity {
  constructor(private readonly database: MemoryDatabase) {}

  async current(): Promise<CurrentGeneration> {
    return currentHead(this.database);
  }

  async hold(): Promise<CurrentGeneration> {
    return this.database.write(() => currentHead(this.database));
  }

  async add(generation: number, days: readonly CountedDay[]): Promise<void> {
    this.database.write(() => {
      for (const day of days) this.#add(generation, day);
    });
  }

  async move(first: number, last: number): Promise<void> {
    this.database.write(() => {
      const { firstPosition } = currentHead(this.database);
      this.#set({ position: last, firstPosition: firstPosition ?? first });
    });
  }

  async begin(): Promise<number> {
    return this.database.write(() => {
      const { generation, building } = currentHead(this.database);
      this.#table.deleteWhere((row) => row.generation !== generation);
      this.#set({ building: building + 1 });
      return building + 1;
    });
  }

  async publish(generation: number, keptThrough: Day | null): Promise<void> {
    this.database.write(() => {
      const before = currentHead(this.database);
      if (before.building !== generation) throw new Error('Another rebuild has begun since');
      const isKept = ({ day }: ActivityRow) => keptThrough !== null && day <= keptThrough;
      this.#table.deleteWhere((row) => row.generation === generation && isKept(row));
      for (const row of this.#table.where((each) => each.generation === before.generation)) {
        if (isKept(row)) this.#add(generation, row);
      }
      this.#table.deleteWhere((row) => row.generation !== generation);
      this.#set({ generation });
    });
  }

  get #table() {
    return this.database.table(activityTable);
  }

  #add(generation: number, { userId, day, signIns, lockouts, userAgents }: CountedDay): void {
    if (this.database.table(userTable).get(userId) === undefined) return;
    const key = `${generation} ${userId} ${day}`;
    const before = this.#table.get(key);
    this.#table.set(key, {
      generation,
      userId,
      day,
      signIns: (before?.signIns ?? 0) + signIns,
      lockouts: (before?.lockouts ?? 0) + lockouts,
      userAgents: [...new Set([...(before?.userAgents ?? []), ...userAgents])],
    });
  }

  #set(changes: Partial<Head>): void {
    this.database.table(headTable).set('', { ...currentHead(this.database), ...changes });
  }
}
