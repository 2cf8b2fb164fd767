import {
  defineMemoryTable,
  type EventAppender,
  type MemoryDatabase,
  type MemoryTable,
  versionConflict,
} from 'gatehouse';
import { projectNameTaken } from '#domain/projects/errors.js';
import { Project, type ProjectId, type ProjectState } from '#domain/projects/project.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';

export const projectTable = defineMemoryTable<ProjectState>('projects', {
  tenantOf: ({ tenantId }) => tenantId,
});

/** Transactions come one at a time, so whatever is read in one stays as it is. */
export class MemoryProjectRepository implements ProjectRepository {
  readonly #projects: MemoryTable<ProjectState>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#projects = database.table(projectTable);
  }

  async add(project: Project): Promise<void> {
    this.#store(project.state);
    await this.events.append(project.pullEvents());
  }

  async save(project: Project): Promise<void> {
    this.#requireCurrent(project);
    this.#store({ ...project.state, version: project.state.version + 1 });
    project.saved();
    await this.events.append(project.pullEvents());
  }

  async remove(project: Project): Promise<void> {
    this.#requireCurrent(project);
    this.database.write(() => this.#projects.delete(project.state.id));
    await this.events.append(project.pullEvents());
  }

  async findById(id: ProjectId): Promise<Project | null> {
    const state = this.#projects.get(id);
    return state === undefined ? null : Project.rehydrate(state);
  }

  async list(): Promise<readonly Project[]> {
    const states = this.#projects.all();
    return states
      .toSorted((left, right) => (left.name.value < right.name.value ? -1 : 1))
      .map((state) => Project.rehydrate(state));
  }

  async countLocked(): Promise<number> {
    this.database.transaction.require();
    return this.#projects.all().length;
  }

  #requireCurrent({ state }: Project): void {
    this.database.transaction.require();
    if (this.#projects.get(state.id)?.version !== state.version) throw versionConflict();
  }

  #store(state: ProjectState): void {
    this.database.write(() => {
      const others = this.#projects.all().filter(({ id }) => id !== state.id);
      if (others.some(({ name }) => name.value === state.name.value)) throw projectNameTaken();
      this.#projects.set(state.id, state);
    });
  }
}
