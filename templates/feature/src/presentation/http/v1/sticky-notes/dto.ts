import { Text } from 'gatehouse';

export class StickyNoteDto {
  @Text({ max: 1000, description: 'Only once among your own.', example: 'Buy milk' })
  text!: string;
}
