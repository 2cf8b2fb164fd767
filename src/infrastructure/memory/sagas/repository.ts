import { type SagaFilter, type SagaQueries, type SagaView, viewOf } from '#application/sagas/saga-queries.js';
import type { Clock } from '#application/shared/clock.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { Retention } from '#application/shared/retention.js';
import { Saga, type SagaRecord } from '#domain/sagas/saga.js';
import type { SagaRepository } from '#domain/sagas/saga-repository.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { checkSagaCursor } from '#infrastructure/shared/sagas/saga-cursor.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { memoryRetention } from '../retention.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';

const sagaTable = defineMemoryTable<SagaRecord>('sagas');

export class MemorySagaRepository implements SagaRepository {
  readonly #rows: MemoryTable<SagaRecord>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
    private readonly clock: Clock,
  ) {
    this.#rows = database.table(sagaTable);
  }

  async add({ state }: Saga): Promise<boolean> {
    return this.database.write(() => {
      const isTwin = ({ name, subjectId, state: how }: Readonly<SagaRecord>) =>
        name === state.name && subjectId === state.subjectId && !isOver(how);
      if (this.#rows.where(isTwin).length > 0) return false;
      this.#rows.set(state.id, state);
      return true;
    });
  }

  async save(saga: Saga): Promise<void> {
    const { state } = saga;
    this.database.write(() => {
      if (this.#rows.get(state.id)?.version !== state.version) throw versionConflict();
      this.#rows.set(state.id, { ...state, version: state.version + 1 });
    });
    saga.saved();
    await this.events.append(saga.pullEvents());
  }

  async findById(id: string): Promise<Saga | null> {
    const row = this.#rows.get(id);
    return row === undefined ? null : Saga.rehydrate(row);
  }

  async findOverdue(seconds: number, limit: number): Promise<readonly Saga[]> {
    const before = this.clock.now().getTime() - seconds * 1000;
    const dueTime = ({ dueAt }: Readonly<SagaRecord>) => dueAt?.getTime() ?? Number.POSITIVE_INFINITY;
    return this.#rows
      .where((row) => dueTime(row) <= before)
      .sort((a, b) => dueTime(a) - dueTime(b))
      .slice(0, limit)
      .map(Saga.rehydrate);
  }
}

export class MemorySagaQueries implements SagaQueries {
  constructor(private readonly database: MemoryDatabase) {}

  async list(
    { state, name }: SagaFilter,
    after: string | null,
    limit: number,
  ): Promise<CursorPage<SagaView>> {
    checkSagaCursor(after);
    const rows = this.database
      .table(sagaTable)
      .where(
        (row) =>
          (state === undefined || row.state === state) &&
          (name === undefined || row.name === name) &&
          (after === null || byText(row.id, after) < 0),
      )
      .sort((a, b) => byText(b.id, a.id));
    return pageById(rows.map(viewOf), limit);
  }
}

export function sagaRetention(database: MemoryDatabase, clock: Clock): Retention {
  return memoryRetention(
    database.table(sagaTable),
    clock,
    ({ state, updatedAt }, before) => isOver(state) && updatedAt < before,
  );
}

function isOver(state: SagaRecord['state']): boolean {
  return state === 'done' || state === 'undone';
}
