import type { Clock, RequestContext, UnitOfWork } from 'gatehouse';
import { projectNotFound } from '#domain/projects/errors.js';
import { writeProjects } from '#domain/projects/permissions.js';
import { ProjectId } from '#domain/projects/project.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import type { Spaces } from './spaces.js';

export interface DeleteProjectCommand {
  readonly id: string;
}

export class DeleteProject {
  constructor(
    private readonly spaces: Spaces,
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, FORBIDDEN, PROJECT_NOT_FOUND or VERSION_CONFLICT. */
  async execute(command: DeleteProjectCommand, context: RequestContext): Promise<void> {
    const id = ProjectId.parse(command.id);
    const { tenantId } = await this.spaces.require(context, writeProjects, id);
    await this.unitOfWork.scoped(tenantId, context, async () => {
      const project = await this.projects.findById(id);
      if (project === null) throw projectNotFound();
      project.delete(this.clock.now());
      await this.projects.remove(project);
    });
  }
}
