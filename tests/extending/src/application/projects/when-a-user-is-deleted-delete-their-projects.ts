import {
  type Clock,
  type StoredEvent,
  type Subscription,
  systemContext,
  type UnitOfWork,
  type UserId,
  userDeleted,
} from 'gatehouse';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { spaceOf } from './project-view.js';

/** Projects go with their owner: exactly once, since the subscription moves in the transaction that deletes. */
export class WhenAUserIsDeletedDeleteTheirProjects implements Subscription {
  readonly name = 'projects-of-deleted-users';
  readonly description = 'Deletes the projects of accounts that were deleted.';
  readonly events = [userDeleted];
  readonly start = 'beginning';
  readonly isTransactional = true;

  constructor(
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async handle({ subjectId }: StoredEvent): Promise<void> {
    await this.unitOfWork.scoped(spaceOf(subjectId as UserId), systemContext, async () => {
      for (const project of await this.projects.list()) {
        project.delete(this.clock.now());
        await this.projects.remove(project);
      }
    });
  }
}
