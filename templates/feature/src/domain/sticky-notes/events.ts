import { defineEvent } from 'gatehouse';

export const stickyNoteCreated = defineEvent<{ userId: string }>(
  'sticky_note.created',
  1,
  'One of the sticky notes was made.',
);
