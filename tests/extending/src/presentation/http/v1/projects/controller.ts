import {
  arrayOf,
  type Controller,
  created,
  type Executes,
  expectedVersions,
  forbidden,
  IdParams,
  noContent,
  ok,
  route,
} from 'gatehouse';
import type { CreateProject } from '#application/projects/create-project.js';
import type { DeleteProject } from '#application/projects/delete-project.js';
import type { ListProjects } from '#application/projects/list-projects.js';
import type { RenameProject } from '#application/projects/rename-project.js';
import type { ShowProject } from '#application/projects/show-project.js';
import { projectNameTaken, projectNotFound, tooManyProjects } from '#domain/projects/errors.js';
import { ProjectDto } from './dto.js';
import { entityTagOf, projectSchema } from './presenter.js';

export interface ProjectsUseCases {
  readonly createProject: Executes<CreateProject>;
  readonly listProjects: Executes<ListProjects>;
  readonly showProject: Executes<ShowProject>;
  readonly renameProject: Executes<RenameProject>;
  readonly deleteProject: Executes<DeleteProject>;
}

const url = '/api/v1/projects';
/** What all routes have in common. */
const common = { tag: 'projects', access: 'signed-in', rateLimit: 'projects' } as const;

export class ProjectsController implements Controller {
  constructor(private readonly useCases: ProjectsUseCases) {}

  routes() {
    return [this.#list(), this.#create(), this.#show(), this.#rename(), this.#delete()];
  }

  #list() {
    return route({
      ...common,
      method: 'GET',
      url,
      operationId: 'listProjects',
      summary: 'List your projects',
      permission: 'projects:read',
      responses: { 200: { description: 'By name.', schema: arrayOf(projectSchema) } },
      errors: [forbidden],
      handle: async (_request, context) => ok(await this.useCases.listProjects.execute(context)),
    });
  }

  #create() {
    return route({
      ...common,
      method: 'POST',
      url,
      operationId: 'createProject',
      summary: 'Make a project',
      permission: 'projects:write',
      isIdempotent: true,
      body: ProjectDto,
      responses: {
        201: { description: 'The project.', schema: projectSchema, headers: ['ETag', 'Location'] },
      },
      errors: [forbidden, projectNameTaken, tooManyProjects],
      handle: async ({ body }, context) => {
        const project = await this.useCases.createProject.execute(body, context);
        return created(project, {
          ...entityTagOf(project),
          location: `${url}/${project.id}`,
        });
      },
    });
  }

  #show() {
    return route({
      ...common,
      method: 'GET',
      url: `${url}/:id`,
      operationId: 'showProject',
      summary: 'Show a project of yours',
      permission: 'projects:read',
      params: IdParams,
      responses: { 200: { description: 'The project.', schema: projectSchema, headers: ['ETag'] } },
      errors: [forbidden, projectNotFound],
      handle: async ({ params }, context) => {
        const project = await this.useCases.showProject.execute({ id: params.id }, context);
        return ok(project, entityTagOf(project));
      },
    });
  }

  #rename() {
    return route({
      ...common,
      method: 'PATCH',
      url: `${url}/:id`,
      operationId: 'renameProject',
      summary: 'Give a project another name',
      permission: 'projects:write',
      isConditional: true,
      params: IdParams,
      body: ProjectDto,
      responses: {
        200: { description: 'The project as it is now.', schema: projectSchema, headers: ['ETag'] },
      },
      errors: [forbidden, projectNotFound, projectNameTaken],
      handle: async ({ params, body, headers }, context) => {
        const command = { id: params.id, name: body.name, expectedVersions: expectedVersions(headers) };
        const project = await this.useCases.renameProject.execute(command, context);
        return ok(project, entityTagOf(project));
      },
    });
  }

  #delete() {
    return route({
      ...common,
      method: 'DELETE',
      url: `${url}/:id`,
      operationId: 'deleteProject',
      summary: 'Delete a project',
      permission: 'projects:write',
      params: IdParams,
      responses: { 204: { description: 'Gone.' } },
      errors: [forbidden, projectNotFound],
      handle: ({ params }, context) =>
        noContent(this.useCases.deleteProject.execute({ id: params.id }, context)),
    });
  }
}
