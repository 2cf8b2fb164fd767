import { AggregateRoot, invalidField, type UserId } from 'gatehouse';
import { stickyNoteCreated } from './events.js';

declare const brand: unique symbol;
export type StickyNoteId = string & { readonly [brand]: 'StickyNoteId' };

/** Without white space around it. */
export class StickyNoteText {
  private constructor(readonly value: string) {}

  /**
   * @param maxLength in UTF-16 code units.
   * @throws AppError VALIDATION_ERROR when it is empty or too long.
   */
  static parse(raw: string, maxLength: number): StickyNoteText {
    const value = raw.normalize('NFC').trim();
    if (value === '') throw invalidField('text', 'must not be empty');
    if (value.length > maxLength) throw invalidField('text', `must have at most ${maxLength} characters`);
    return new StickyNoteText(value);
  }

  /** For a value that `parse` made before. */
  static rehydrate(value: string): StickyNoteText {
    return new StickyNoteText(value);
  }
}

export interface StickyNoteState {
  readonly id: StickyNoteId;
  readonly ownerId: UserId;
  readonly text: StickyNoteText;
  readonly createdAt: Date;
}

export class StickyNote extends AggregateRoot {
  private constructor(readonly state: StickyNoteState) {
    super();
  }

  static create(state: StickyNoteState): StickyNote {
    const created = new StickyNote(state);
    created.record(stickyNoteCreated(state.id, { userId: state.ownerId }, state.createdAt));
    return created;
  }

  static rehydrate(state: StickyNoteState): StickyNote {
    return new StickyNote(state);
  }
}
