import { definePermission } from 'gatehouse';

export const readStickyNotes = definePermission('sticky-notes:read', 'List your own sticky notes.', ['user']);
export const writeStickyNotes = definePermission('sticky-notes:write', 'Make sticky notes of your own.', [
  'user',
]);
