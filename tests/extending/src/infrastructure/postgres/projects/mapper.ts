import type { TenantId, UserId } from 'gatehouse';
import { Project, type ProjectId, ProjectName } from '#domain/projects/project.js';
import type { ProjectRow } from './schema.js';

export function toRow(project: Project): ProjectRow {
  return { ...project.state, name: project.state.name.value };
}

export function toDomain(row: ProjectRow): Project {
  return Project.rehydrate({
    id: row.id as ProjectId,
    tenantId: row.tenantId as TenantId,
    ownerId: row.ownerId as UserId,
    name: ProjectName.rehydrate(row.name),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  });
}
