import {
  accessTokens,
  defineFeature,
  defineSettings,
  memoryTokens,
  platform,
  postgresTokens,
  setting,
  tenantsTokens,
} from 'gatehouse';
import { CreateProject } from '#application/projects/create-project.js';
import { DeleteProject } from '#application/projects/delete-project.js';
import { ListProjects } from '#application/projects/list-projects.js';
import { RenameProject } from '#application/projects/rename-project.js';
import { ShowProject } from '#application/projects/show-project.js';
import { Spaces } from '#application/projects/spaces.js';
import { TenantProjectsSection } from '#application/projects/tenant-projects-section.js';
import { WhenASpaceIsGoneDeleteItsProjects } from '#application/projects/when-a-space-is-gone-delete-its-projects.js';
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

/** Projects of one's own, and of tenants: a bounded context beside accounts. */
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
    const { repository, spaces, createProject, listProjects, showProject, renameProject, deleteProject } =
      projectsTokens;
    wiring.instance(spaces, Spaces, [authorizer, tenantsTokens.access]);
    wiring.command(createProject, CreateProject, [
      spaces,
      repository,
      unitOfWork,
      ids,
      clock,
      projectSettings.token,
    ]);
    wiring.query(listProjects, ListProjects, [spaces, repository, unitOfWork]);
    wiring.query(showProject, ShowProject, [spaces, repository, unitOfWork]);
    wiring.command(renameProject, RenameProject, [spaces, repository, unitOfWork, clock]);
    wiring.command(deleteProject, DeleteProject, [spaces, repository, unitOfWork, clock]);
    wiring.controller(ProjectsController, {
      createProject,
      listProjects,
      showProject,
      renameProject,
      deleteProject,
    });
    wiring.contribute(
      'subscription',
      'projects-of-spaces-that-are-gone',
      (...parts) => new WhenASpaceIsGoneDeleteItsProjects(...parts),
      [repository, unitOfWork, clock],
    );
    wiring.contribute(
      'tenant export section',
      'projects',
      (ofTenant) => new TenantProjectsSection(ofTenant),
      [repository],
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
