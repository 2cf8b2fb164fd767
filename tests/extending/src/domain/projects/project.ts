import { AggregateRoot, invalidField, parseId, type TenantId } from 'gatehouse';
import { projectCreated, projectDeleted, projectRenamed } from './events.js';

declare const brand: unique symbol;
export type ProjectId = string & { readonly [brand]: 'ProjectId' };

/** @throws AppError VALIDATION_ERROR when `raw` is not a UUID. */
export const ProjectId = { parse: (raw: string) => parseId(raw, 'id') as ProjectId };

export const projectNameMaxLength = 100;

/** Without white space around it; compared as it is written. */
export class ProjectName {
  private constructor(readonly value: string) {}

  /** @throws AppError VALIDATION_ERROR when it is empty or too long. */
  static parse(raw: string): ProjectName {
    const value = raw.normalize('NFC').trim();
    if (value === '') throw invalidField('name', 'must not be empty');
    if (value.length > projectNameMaxLength) {
      throw invalidField('name', `must have at most ${projectNameMaxLength} characters`);
    }
    return new ProjectName(value);
  }

  /** For a value that `parse` made before. */
  static rehydrate(value: string): ProjectName {
    return new ProjectName(value);
  }
}

export interface ProjectState {
  readonly id: ProjectId;
  /** Whose space it is in: a tenant's, or an account's own. */
  readonly tenantId: TenantId;
  /** Who made it: a user, or a program of the tenant. */
  readonly ownerId: string;
  readonly name: ProjectName;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

export class Project extends AggregateRoot {
  #state: ProjectState;

  private constructor(state: ProjectState) {
    super();
    this.#state = state;
  }

  static create(project: Pick<ProjectState, 'id' | 'tenantId' | 'ownerId' | 'name'>, at: Date): Project {
    const created = new Project({ ...project, createdAt: at, updatedAt: at, version: 1 });
    created.record(projectCreated(project.id, { userId: project.ownerId, name: project.name.value }, at));
    return created;
  }

  static rehydrate(state: ProjectState): Project {
    return new Project(state);
  }

  get state(): ProjectState {
    return this.#state;
  }

  rename(name: ProjectName, at: Date): void {
    const { id, ownerId, name: from } = this.#state;
    if (name.value === from.value) return;
    this.#state = { ...this.#state, name, updatedAt: at };
    this.record(projectRenamed(id, { userId: ownerId, from: from.value, to: name.value }, at));
  }

  delete(at: Date): void {
    const { id, ownerId } = this.#state;
    this.record(projectDeleted(id, { userId: ownerId }, at));
  }

  /** Called by the repository that has stored it as the next version. */
  saved(): void {
    this.#state = { ...this.#state, version: this.#state.version + 1 };
  }
}
