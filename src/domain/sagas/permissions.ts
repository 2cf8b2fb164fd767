import { definePermission } from '#domain/access/permission.js';

export const manageSagas = definePermission(
  'sagas:manage',
  'See sagas, and have those that are parked go on.',
);
