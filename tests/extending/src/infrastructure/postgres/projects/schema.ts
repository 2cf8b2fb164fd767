import { EntitySchema } from 'typeorm';

export interface ProjectRow {
  id: string;
  tenantId: string;
  ownerId: string;
  name: string;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

const time = { type: 'timestamptz', precision: 3 } as const;

export const projectSchema = new EntitySchema<ProjectRow>({
  name: 'Project',
  tableName: 'projects',
  columns: {
    id: { type: 'uuid', primary: true },
    tenantId: { type: 'uuid', name: 'tenant_id' },
    ownerId: { type: 'uuid', name: 'owner_id' },
    name: { type: 'text' },
    createdAt: { ...time, name: 'created_at' },
    updatedAt: { ...time, name: 'updated_at' },
    version: { type: 'integer' },
  },
});
