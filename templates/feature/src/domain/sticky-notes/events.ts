import { defineEvent, field } from 'gatehouse';

export const stickyNoteCreated = defineEvent('sticky_note.created', 1, 'One of the sticky notes was made.', {
  userId: field.id('Whose it is.'),
});
