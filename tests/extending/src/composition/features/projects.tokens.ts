import { type Executes, token } from 'gatehouse';
import type { CreateProject } from '#application/projects/create-project.js';
import type { DeleteProject } from '#application/projects/delete-project.js';
import type { ListProjects } from '#application/projects/list-projects.js';
import type { RenameProject } from '#application/projects/rename-project.js';
import type { ShowProject } from '#application/projects/show-project.js';
import type { Spaces } from '#application/projects/spaces.js';
import type { ProjectRepository } from '#domain/projects/project-repository.js';

export const projectsTokens = {
  repository: token<ProjectRepository>('projects.repository'),
  spaces: token<Spaces>('projects.spaces'),
  createProject: token<Executes<CreateProject>>('CreateProject'),
  listProjects: token<Executes<ListProjects>>('ListProjects'),
  showProject: token<Executes<ShowProject>>('ShowProject'),
  renameProject: token<Executes<RenameProject>>('RenameProject'),
  deleteProject: token<Executes<DeleteProject>>('DeleteProject'),
};
