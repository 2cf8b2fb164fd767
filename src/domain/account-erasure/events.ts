import { defineEvent } from '#domain/shared/domain-event.js';
import * as field from '#domain/shared/event-fields.js';

export const userErasureConfirmed = defineEvent(
  'user.erasure_confirmed',
  1,
  'Every service that has to has confirmed that it keeps nothing more of a deleted account.',
  { services: field.texts('The names of the services.') },
);
