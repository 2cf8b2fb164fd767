import { EntitySchema } from 'typeorm';

export interface StickyNoteRow {
  id: string;
  ownerId: string;
  text: string;
  createdAt: Date;
}

export const stickyNoteSchema = new EntitySchema<StickyNoteRow>({
  name: 'StickyNote',
  tableName: 'sticky_notes',
  columns: {
    id: { type: 'uuid', primary: true },
    ownerId: { type: 'uuid', name: 'owner_id' },
    text: { type: 'text' },
    createdAt: { type: 'timestamptz', precision: 3, name: 'created_at' },
  },
});
