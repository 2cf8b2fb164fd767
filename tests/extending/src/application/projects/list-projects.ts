import type { Authorizer, RequestContext, UnitOfWork } from 'gatehouse';
import { readProjects } from '#domain/projects/permissions.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { type ProjectView, spaceOf, viewOf } from './project-view.js';

export type ListProjectsResult = readonly ProjectView[];

export class ListProjects {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError UNAUTHENTICATED or FORBIDDEN. */
  async execute(context: RequestContext): Promise<ListProjectsResult> {
    await this.authorizer.require(context, readProjects);
    const { userId } = this.authorizer.requireUser(context);
    return this.unitOfWork.scoped(spaceOf(userId), context, async () =>
      (await this.projects.list()).map(viewOf),
    );
  }
}
