import { type Database, type EventAppender, versionConflict } from 'gatehouse';
import type { Project, ProjectId } from '#domain/projects/project.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { toDomain, toRow } from './mapper.js';
import { projectSchema } from './schema.js';

/** No statement names the tenant: the database shows the rows of the scope, and no others. */
export class PostgresProjectRepository implements ProjectRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(project: Project): Promise<void> {
    await this.database.write((manager) => manager.insert(projectSchema, toRow(project)));
    await this.events.append(project.pullEvents());
  }

  async save(project: Project): Promise<void> {
    const { id, version, ...row } = toRow(project);
    const { affected } = await this.database.write((manager) =>
      manager.update(projectSchema, { id, version }, { ...row, version: version + 1 }),
    );
    if (affected !== 1) throw versionConflict();
    project.saved();
    await this.events.append(project.pullEvents());
  }

  async remove(project: Project): Promise<void> {
    const { id, version } = project.state;
    const { affected } = await this.database.write((manager) =>
      manager.delete(projectSchema, { id, version }),
    );
    if (affected !== 1) throw versionConflict();
    await this.events.append(project.pullEvents());
  }

  async findById(id: ProjectId): Promise<Project | null> {
    const row = await this.database.read((manager) => manager.findOneBy(projectSchema, { id }));
    return row && toDomain(row);
  }

  async list(): Promise<readonly Project[]> {
    const rows = await this.database.read((manager) =>
      manager.find(projectSchema, { order: { name: 'ASC', id: 'ASC' } }),
    );
    return rows.map(toDomain);
  }

  /** An advisory lock of the tenant's, since rows that are not there cannot be locked. */
  async countLocked(): Promise<number> {
    return this.database.write(async (manager) => {
      await manager.query(
        `SELECT pg_advisory_xact_lock(hashtextextended('projects ' || current_setting('gatehouse.tenant_id'), 0))`,
      );
      return manager.count(projectSchema);
    });
  }
}
