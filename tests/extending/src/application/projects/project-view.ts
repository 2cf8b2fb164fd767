import type { Project } from '#domain/projects/project.js';

/** A project as its owner sees it. */
export interface ProjectView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

export function viewOf(project: Project): ProjectView {
  const { id, name, createdAt, updatedAt, version } = project.state;
  return { id, name: name.value, createdAt, updatedAt, version };
}
