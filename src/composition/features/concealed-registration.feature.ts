import { FinishRegistration } from '#application/concealed-registration/finish-registration.js';
import { registrationPrefix } from '#application/concealed-registration/pending-registrations.js';
import { RequestRegistration } from '#application/concealed-registration/request-registration.js';
import {
  accountExistsMail,
  finishRegistrationMail,
  SendRegistrationMail,
  usernameTakenMail,
} from '#application/concealed-registration/send-registration-mail.js';
import { RetentionJob } from '#application/jobs/retention-job.js';
import {
  MemoryPendingRegistrations,
  registrationRetention as memoryRetention,
} from '#infrastructure/memory/concealed-registration/pending-registrations.js';
import {
  registrationRetention as postgresRetention,
  TypeOrmPendingRegistrations,
} from '#infrastructure/postgres/concealed-registration/pending-registrations.js';
import { ConcealedRegistrationController } from '#presentation/http/v1/concealed-registration/controller.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { concealedRegistrationSettings } from './concealed-registration.settings.js';
import { concealedRegistrationTokens } from './concealed-registration.tokens.js';
import { jobsTokens } from './jobs.tokens.js';
import { mailTokens } from './mail.tokens.js';
import { mailRequestsTokens } from './mail-requests.tokens.js';
import { requireMail } from './needs-mail.js';
import { usersTokens } from './users.tokens.js';

/** Registration that does not tell who has an account. What is mailed while it is on can be finished when it is not. */
export const concealedRegistration = defineFeature({
  name: 'concealed-registration',
  settings: [concealedRegistrationSettings],
  mails: [finishRegistrationMail, accountExistsMail, usernameTakenMail],

  bind(wiring) {
    const { registrations, requestRegistration, finishRegistration } = concealedRegistrationTokens;
    const { unitOfWork, opaqueTokens } = platform;
    wiring.command(requestRegistration, RequestRegistration, [
      usersTokens.newAccounts,
      registrations,
      jobsTokens.jobs,
      unitOfWork,
    ]);
    wiring.command(finishRegistration, FinishRegistration, [
      registrations,
      opaqueTokens,
      usersTokens.repository,
      unitOfWork,
      platform.clock,
    ]);
    wiring.contribute(
      'token redeemer',
      'pending registration',
      (finish) => ({
        accepts: (token) => token.startsWith(registrationPrefix),
        redeem: (token, context) => finish.execute({ token }, context),
      }),
      [finishRegistration],
    );
    wiring.contribute(
      'job',
      'concealed-registration.send',
      (...parts) => new SendRegistrationMail(...parts),
      [
        registrations,
        opaqueTokens,
        usersTokens.repository,
        usersTokens.reservedUsernames,
        mailRequestsTokens.allowance,
        mailTokens.mails,
        mailTokens.links,
        unitOfWork,
      ],
    );
    wiring.contribute(
      'job',
      'concealed-registration.remove-over',
      (retention) => new RetentionJob('concealed-registration.remove-over', retention, 0),
      [concealedRegistrationTokens.retention],
    );
    if (wiring.settings(concealedRegistrationSettings).isOn) {
      requireMail(wiring, 'REGISTRATION_CONCEALS');
      wiring.controller(ConcealedRegistrationController, { requestRegistration });
    }
  },

  memory(wiring) {
    const { database } = memoryTokens;
    const { registrations, retention } = concealedRegistrationTokens;
    wiring.instance(registrations, MemoryPendingRegistrations, [database, platform.clock]);
    wiring.singleton(retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database } = postgresTokens;
    wiring.instance(concealedRegistrationTokens.registrations, TypeOrmPendingRegistrations, [database]);
    wiring.singleton(concealedRegistrationTokens.retention, postgresRetention, [database]);
  },
});
