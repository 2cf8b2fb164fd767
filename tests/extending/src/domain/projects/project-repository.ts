import type { Project, ProjectId } from './project.js';

/**
 * Stores projects, in the scope of a tenant, whose projects are the only ones that there are. Every write belongs
 * to a unit of work; the events of the aggregate are appended in the same transaction.
 */
export interface ProjectRepository {
  /** @throws AppError PROJECT_NAME_TAKEN. */
  add(project: Project): Promise<void>;

  /**
   * Stores it as its next version, which it then has, if the stored version is still the one read.
   * @throws AppError VERSION_CONFLICT or PROJECT_NAME_TAKEN.
   */
  save(project: Project): Promise<void>;

  /** @throws AppError VERSION_CONFLICT. */
  remove(project: Project): Promise<void>;

  findById(id: ProjectId): Promise<Project | null>;

  /** In the order of their names. */
  list(): Promise<readonly Project[]>;

  /** How many there are. Until the transaction ends no other one gets an answer, so that none outruns a limit. */
  countLocked(): Promise<number>;
}
