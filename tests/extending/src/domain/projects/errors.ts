import { defineError } from 'gatehouse';

export const projectNotFound = defineError('not_found', 'PROJECT_NOT_FOUND', 'There is no such project.');
export const projectNameTaken = defineError(
  'conflict',
  'PROJECT_NAME_TAKEN',
  'You have a project of this name already.',
);
export const tooManyProjects = defineError(
  'conflict',
  'TOO_MANY_PROJECTS',
  'You have as many projects as you may have. Delete one first.',
);
