import type { TenantExportSection } from 'gatehouse';
import type { ProjectRepository } from '#domain/projects/project-repository.js';
import { type ProjectView, viewOf } from './project-view.js';

/** What a tenant has of projects, for an owner who takes all of it along. */
export class TenantProjectsSection implements TenantExportSection {
  readonly name = 'projects';

  constructor(private readonly projects: ProjectRepository) {}

  async collect(): Promise<readonly Omit<ProjectView, 'version'>[]> {
    return (await this.projects.list()).map((project) => {
      const { version: _, ...view } = viewOf(project);
      return view;
    });
  }
}
