import {
  accessTokens,
  defineFeature,
  defineSettings,
  memoryTokens,
  platform,
  postgresTokens,
  setting,
} from 'gatehouse';
import { CreateProject } from '#application/projects/create-project.js';
import { DeleteProject } from '#application/projects/delete-project.js';
import { ListProjects } from '#application/projects/list-projects.js';
import { RenameProject } from '#application/projects/rename-project.js';
import { ShowProject } from '#application/projects/show-project.js';
import { WhenAUserIsDeletedDeleteTheirProjects } from '#application/projects/when-a-user-is-deleted-delete-their-projects.js';
import * as errors from '#domain/projects/errors.js';
import * as events from '#domain/projects/events.js';
import { readProjects, writeProjects } from '#domain/projects/permissions.js';
import { MemoryProjectRepository } from '#infrastructure/memory/projects/repository.js';
import { PostgresProjectRepository } from '#infrastructure/postgres/projects/repository.js';
import { projectSchema } from '#infrastructure/postgres/projects/schema.js';
import { ProjectsController } from '#presentation/http/v1/projects/controller.js';
import { projectsTokens } from './projects.tokens.js';

const projectSettings = defineSettings('Projects', {
  maxPerUser: setting.integer('PROJECTS_PER_USER', {
    from: 1,
    to: 10_000,
    default: 100,
    unit: 'projects',
    meaning: 'Projects that one account may have.',
    example: 500,
  }),
});

/** Projects of one's own: a bounded context beside accounts. */
export const projects = defineFeature({
  name: 'projects',
  settings: [projectSettings],
  permissions: [readProjects, writeProjects],
  events: Object.values(events),
  errors: Object.values(errors),
  tags: [{ name: 'projects', description: 'Your projects' }],
  rateLimits: [{ name: 'projects', default: '600/60', meaning: 'Requests of one client for projects.' }],
  entities: [projectSchema],
  constraints: { projects_name_key: () => errors.projectNameTaken() },
  tenantTables: ['projects'],
  migrations: new URL('../../../migrations/', import.meta.url),

  bind(wiring) {
    const { authorizer } = accessTokens;
    const { unitOfWork, clock, ids } = platform;
    const { repository, createProject, listProjects, showProject, renameProject, deleteProject } =
      projectsTokens;
    wiring.command(createProject, CreateProject, [
      authorizer,
      repository,
      unitOfWork,
      ids,
      clock,
      projectSettings.token,
    ]);
    wiring.query(listProjects, ListProjects, [authorizer, repository, unitOfWork]);
    wiring.query(showProject, ShowProject, [authorizer, repository, unitOfWork]);
    wiring.command(renameProject, RenameProject, [authorizer, repository, unitOfWork, clock]);
    wiring.command(deleteProject, DeleteProject, [authorizer, repository, unitOfWork, clock]);
    wiring.controller(ProjectsController, {
      createProject,
      listProjects,
      showProject,
      renameProject,
      deleteProject,
    });
    wiring.contribute(
      'subscription',
      'projects-of-deleted-users',
      (...parts) => new WhenAUserIsDeletedDeleteTheirProjects(...parts),
      [repository, unitOfWork, clock],
    );
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    wiring.instance(projectsTokens.repository, MemoryProjectRepository, [database, eventAppender]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(projectsTokens.repository, PostgresProjectRepository, [database, eventAppender]);
  },
});
