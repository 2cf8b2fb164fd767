import { defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';

export const sagaParked = defineEvent(
  'saga.parked',
  1,
  'A saga can neither go on nor be undone, and waits for somebody to look after it.',
  {
    name: field.text('Which sort of saga it is.'),
    about: field.text('What it is about, such as the id of a tenant.'),
    step: field.text('The first step that could not be done, or not be undone.'),
    isUndoing: field.flag('Whether it was being undone.'),
  },
);
