import type { Authorizer, RequestContext, UnitOfWork } from 'gatehouse';
import { projectNotFound } from '#domain/projects/errors.js';
import { readProjects } from '#domain/projects/permissions.js';
import { ProjectId } from '#domain/projects/project.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { type ProjectView, spaceOf, viewOf } from './project-view.js';

export interface ShowProjectQuery {
  readonly id: string;
}

export type ShowProjectResult = ProjectView;

export class ShowProject {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR, FORBIDDEN; PROJECT_NOT_FOUND also for somebody else's. */
  async execute(query: ShowProjectQuery, context: RequestContext): Promise<ShowProjectResult> {
    const id = ProjectId.parse(query.id);
    await this.authorizer.require(context, readProjects, id);
    const { userId } = this.authorizer.requireUser(context);
    return this.unitOfWork.scoped(spaceOf(userId), context, async () => {
      const project = await this.projects.findById(id);
      if (project === null) throw projectNotFound();
      return viewOf(project);
    });
  }
}
