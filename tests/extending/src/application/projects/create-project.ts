import type { Clock, IdGenerator, RequestContext, UnitOfWork } from 'gatehouse';
import { tooManyProjects } from '#domain/projects/errors.js';
import { writeProjects } from '#domain/projects/permissions.js';
import { Project, type ProjectId, ProjectName } from '#domain/projects/project.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { type ProjectView, viewOf } from './project-view.js';
import type { Spaces } from './spaces.js';

export interface CreateProjectCommand {
  readonly name: string;
}

export type CreateProjectResult = ProjectView;

export class CreateProject {
  constructor(
    private readonly spaces: Spaces,
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly settings: { readonly maxPerUser: number },
  ) {}

  /** @throws AppError VALIDATION_ERROR, FORBIDDEN, PROJECT_NAME_TAKEN or TOO_MANY_PROJECTS. */
  async execute(command: CreateProjectCommand, context: RequestContext): Promise<CreateProjectResult> {
    const name = ProjectName.parse(command.name);
    const { tenantId, ownerId } = await this.spaces.require(context, writeProjects);
    const id = this.ids.next() as ProjectId;
    return this.unitOfWork.scoped(tenantId, context, async () => {
      if ((await this.projects.countLocked()) >= this.settings.maxPerUser) throw tooManyProjects();
      const project = Project.create({ id, tenantId, ownerId, name }, this.clock.now());
      await this.projects.add(project);
      return viewOf(project);
    });
  }
}
