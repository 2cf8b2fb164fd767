import type { RequestContext, UnitOfWork } from 'gatehouse';
import { projectNotFound } from '#domain/projects/errors.js';
import { readProjects } from '#domain/projects/permissions.js';
import { ProjectId } from '#domain/projects/project.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { type ProjectView, viewOf } from './project-view.js';
import type { Spaces } from './spaces.js';

export interface ShowProjectQuery {
  readonly id: string;
}

export type ShowProjectResult = ProjectView;

export class ShowProject {
  constructor(
    private readonly spaces: Spaces,
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR, FORBIDDEN; PROJECT_NOT_FOUND also for somebody else's. */
  async execute(query: ShowProjectQuery, context: RequestContext): Promise<ShowProjectResult> {
    const id = ProjectId.parse(query.id);
    const { tenantId } = await this.spaces.require(context, readProjects, id);
    return this.unitOfWork.scoped(tenantId, context, async () => {
      const project = await this.projects.findById(id);
      if (project === null) throw projectNotFound();
      return viewOf(project);
    });
  }
}
