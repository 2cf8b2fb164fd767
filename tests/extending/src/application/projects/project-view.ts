import type { TenantId, UserId } from 'gatehouse';
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

/** Each account has a space of its own: its projects belong to a tenant that has the id of the account. */
export function spaceOf(userId: UserId): TenantId {
  return userId as string as TenantId;
}
