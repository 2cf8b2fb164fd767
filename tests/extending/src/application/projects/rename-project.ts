import {
  type Clock,
  type ExpectedVersions,
  type RequestContext,
  requireVersion,
  type UnitOfWork,
} from 'gatehouse';
import { projectNotFound } from '#domain/projects/errors.js';
import { writeProjects } from '#domain/projects/permissions.js';
import { ProjectId, ProjectName } from '#domain/projects/project.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { type ProjectView, viewOf } from './project-view.js';
import type { Spaces } from './spaces.js';

export interface RenameProjectCommand {
  readonly id: string;
  readonly name: string;
  readonly expectedVersions: ExpectedVersions;
}

export type RenameProjectResult = ProjectView;

export class RenameProject {
  constructor(
    private readonly spaces: Spaces,
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, FORBIDDEN, PROJECT_NOT_FOUND, VERSION_CONFLICT or PROJECT_NAME_TAKEN. */
  async execute(command: RenameProjectCommand, context: RequestContext): Promise<RenameProjectResult> {
    const id = ProjectId.parse(command.id);
    const name = ProjectName.parse(command.name);
    const { tenantId } = await this.spaces.require(context, writeProjects, id);
    return this.unitOfWork.scoped(tenantId, context, async () => {
      const project = await this.projects.findById(id);
      if (project === null) throw projectNotFound();
      const before = project.state;
      requireVersion(command.expectedVersions, before.version);
      project.rename(name, this.clock.now());
      if (project.state !== before) await this.projects.save(project);
      return viewOf(project);
    });
  }
}
