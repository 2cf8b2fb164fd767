import type { RequestContext, UnitOfWork } from 'gatehouse';
import { readProjects } from '#domain/projects/permissions.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { type ProjectView, viewOf } from './project-view.js';
import type { Spaces } from './spaces.js';

export type ListProjectsResult = readonly ProjectView[];

export class ListProjects {
  constructor(
    private readonly spaces: Spaces,
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError UNAUTHENTICATED or FORBIDDEN. */
  async execute(context: RequestContext): Promise<ListProjectsResult> {
    const { tenantId } = await this.spaces.require(context, readProjects);
    return this.unitOfWork.scoped(tenantId, context, async () => (await this.projects.list()).map(viewOf));
  }
}
