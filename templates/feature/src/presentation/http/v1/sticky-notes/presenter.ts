import { instant, named, objectOf, text, uuid } from 'gatehouse';

export const stickyNoteSchema = named(
  'StickyNote',
  objectOf({ id: uuid, text: { ...text, examples: ['Buy milk'] }, createdAt: instant }),
);
