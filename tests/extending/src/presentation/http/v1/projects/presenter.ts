import { instant, named, objectOf, text, uuid } from 'gatehouse';
import type { ProjectView } from '#application/projects/project-view.js';

export const projectSchema = named(
  'Project',
  objectOf({
    id: uuid,
    name: { ...text, examples: ['Apollo'] },
    createdAt: instant,
    updatedAt: instant,
  }),
);

export function entityTagOf({ version }: ProjectView): { etag: string } {
  return { etag: `"${version}"` };
}
