import { type FindOptionsWhere, LessThan } from 'typeorm';
import { type SagaFilter, type SagaQueries, type SagaView, viewOf } from '#application/sagas/saga-queries.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { Saga } from '#domain/sagas/saga.js';
import type { SagaRepository } from '#domain/sagas/saga-repository.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import { pageById } from '#infrastructure/shared/id-pages.js';
import { checkSagaCursor } from '#infrastructure/shared/sagas/saga-cursor.js';
import type { Database } from '../database.js';
import { PostgresRetention } from '../retention.js';
import { toDomain, toRow } from './mapper.js';
import { type SagaRow, sagaSchema } from './schema.js';

export class PostgresSagaRepository implements SagaRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(saga: Saga): Promise<boolean> {
    const { raw } = await this.database.write((manager) =>
      manager
        .createQueryBuilder()
        .insert()
        .into(sagaSchema)
        .values(toRow(saga) as object)
        .orIgnore()
        .returning('id')
        .execute(),
    );
    return raw.length === 1;
  }

  async save(saga: Saga): Promise<void> {
    const { id, version, ...row } = toRow(saga);
    const { affected } = await this.database.write((manager) =>
      manager.update(sagaSchema, { id, version }, { ...row, version: version + 1 } as object),
    );
    if (affected !== 1) throw versionConflict();
    saga.saved();
    await this.events.append(saga.pullEvents());
  }

  async findById(id: string): Promise<Saga | null> {
    const row = await this.database.read((manager) => manager.findOneBy(sagaSchema, { id }));
    return row === null ? null : toDomain(row);
  }

  async findOverdue(seconds: number, limit: number): Promise<readonly Saga[]> {
    const rows = await this.database.read((manager) =>
      manager
        .createQueryBuilder(sagaSchema, 'saga')
        .where('saga.dueAt <= clock_timestamp() - make_interval(secs => :seconds)', { seconds })
        .orderBy('saga.dueAt')
        .limit(limit)
        .getMany(),
    );
    return rows.map(toDomain);
  }
}

export class PostgresSagaQueries implements SagaQueries {
  constructor(private readonly database: Database) {}

  async list(
    { state, name }: SagaFilter,
    after: string | null,
    limit: number,
  ): Promise<CursorPage<SagaView>> {
    checkSagaCursor(after);
    const where: FindOptionsWhere<SagaRow> = {
      ...(state !== undefined && { state }),
      ...(name !== undefined && { name }),
      ...(after !== null && { id: LessThan(after) }),
    };
    const rows = await this.database.read((manager) =>
      manager.find(sagaSchema, { where, order: { id: 'DESC' }, take: limit + 1 }),
    );
    const views = rows.map((row) => viewOf(toDomain(row).state));
    return pageById(views, limit);
  }
}

export function sagaRetention(database: Database): PostgresRetention {
  return new PostgresRetention(database, 'sagas', 'id', [
    `state IN ('done', 'undone') AND updated_at < now() - make_interval(secs => $1)`,
  ]);
}
