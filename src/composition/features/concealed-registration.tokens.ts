import type { FinishRegistration } from '#application/concealed-registration/finish-registration.js';
import type { PendingRegistrations } from '#application/concealed-registration/pending-registrations.js';
import type { RequestRegistration } from '#application/concealed-registration/request-registration.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import { token } from '../token.js';

export const concealedRegistrationTokens = {
  registrations: token<PendingRegistrations>('PendingRegistrations'),
  retention: token<Retention>('concealed-registration.retention'),
  requestRegistration: token<Executes<RequestRegistration>>('RequestRegistration'),
  finishRegistration: token<Executes<FinishRegistration>>('FinishRegistration'),
};
