import { defineEvent } from 'gatehouse';

export const projectCreated = defineEvent<{ userId: string; name: string }>(
  'project.created',
  1,
  'A project was made.',
);
export const projectRenamed = defineEvent<{ userId: string; from: string; to: string }>(
  'project.renamed',
  1,
  'A project got another name.',
);
export const projectDeleted = defineEvent<{ userId: string }>(
  'project.deleted',
  1,
  'A project was deleted, by its owner or with its owner.',
);
