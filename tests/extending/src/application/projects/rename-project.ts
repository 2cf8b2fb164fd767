import {
  type Authorizer,
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
import { type ProjectView, spaceOf, viewOf } from './project-view.js';

export interface RenameProjectCommand {
  readonly id: string;
  readonly name: string;
  readonly expectedVersions: ExpectedVersions;
}

export type RenameProjectResult = ProjectView;

export class RenameProject {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError VALIDATION_ERROR, FORBIDDEN, PROJECT_NOT_FOUND, VERSION_CONFLICT or PROJECT_NAME_TAKEN. */
  async execute(command: RenameProjectCommand, context: RequestContext): Promise<RenameProjectResult> {
    const id = ProjectId.parse(command.id);
    const name = ProjectName.parse(command.name);
    await this.authorizer.require(context, writeProjects, id);
    const { userId } = this.authorizer.requireUser(context);
    return this.unitOfWork.scoped(spaceOf(userId), context, async () => {
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
