import { defineError } from 'gatehouse';

export const stickyNoteTaken = defineError(
  'conflict',
  'STICKY_NOTE_TAKEN',
  'You have one of this text among your sticky notes already.',
);
