import { definePermission } from 'gatehouse';

export const readProjects = definePermission('projects:read', 'List and show your own projects.', ['user']);
export const writeProjects = definePermission(
  'projects:write',
  'Make, rename and delete your own projects.',
  ['user'],
);
