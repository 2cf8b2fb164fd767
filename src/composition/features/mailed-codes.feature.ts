import { RetentionJob } from '#application/jobs/retention-job.js';
import { CompleteMailedCode } from '#application/mailed-codes/complete-mailed-code.js';
import { MailedCodeAuthenticator } from '#application/mailed-codes/mailed-code-authenticator.js';
import { MailedCodeRedemption } from '#application/mailed-codes/mailed-code-redemption.js';
import { RequestMailedCode } from '#application/mailed-codes/request-mailed-code.js';
import { SendMailedCode, signInCode } from '#application/mailed-codes/send-mailed-code.js';
import { flag } from '#infrastructure/configuration/setting.js';
import { CryptoMailedCodeSecrets } from '#infrastructure/crypto/mailed-codes/secrets.js';
import {
  MemoryMailedCodes,
  mailedCodeRetention as memoryRetention,
} from '#infrastructure/memory/mailed-codes/mailed-codes.js';
import {
  mailedCodeRetention as postgresRetention,
  TypeOrmMailedCodes,
} from '#infrastructure/postgres/mailed-codes/mailed-codes.js';
import { MailedCodesController } from '#presentation/http/v1/mailed-codes/controller.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { authTokens } from './auth.tokens.js';
import { jobsTokens } from './jobs.tokens.js';
import { mailTokens } from './mail.tokens.js';
import { mailRequestsTokens } from './mail-requests.tokens.js';
import { mailedCodesTokens } from './mailed-codes.tokens.js';
import { requireMail } from './needs-mail.js';
import { sessionsTokens } from './sessions.tokens.js';
import { usersTokens } from './users.tokens.js';

export const mailedCodeSettings = defineSettings('Sign-in by mail', {
  isEnabled: flag('PASSWORDLESS', {
    default: false,
    meaning: 'Let people sign in with a code, or a link, that is mailed. Needs a mail server.',
    example: true,
  }),
});

/** Signing in with what was mailed, in place of a password. */
export const mailedCodes = defineFeature({
  name: 'mailed-codes',
  settings: [mailedCodeSettings],
  mails: [signInCode],

  bind(wiring) {
    const { codes, secrets, redemption, authenticator, requestMailedCode, completeMailedCode } =
      mailedCodesTokens;
    const { unitOfWork, clock } = platform;
    wiring.instance(secrets, CryptoMailedCodeSecrets, [
      platform.encryptionKeys,
      platform.cipher,
      platform.opaqueTokens,
    ]);
    wiring.instance(redemption, MailedCodeRedemption, [
      usersTokens.repository,
      sessionsTokens.termination,
      secrets,
      unitOfWork,
      clock,
    ]);
    wiring.instance(authenticator, MailedCodeAuthenticator, [
      codes,
      secrets,
      usersTokens.repository,
      redemption,
    ]);
    wiring.command(requestMailedCode, RequestMailedCode, [codes, secrets, jobsTokens.jobs, unitOfWork]);
    wiring.command(completeMailedCode, CompleteMailedCode, [
      authTokens.lockout,
      authenticator,
      authTokens.signIn,
      sessionsTokens.tokenIssuer,
    ]);
    wiring.contribute('job', 'mailed-codes.send', (...parts) => new SendMailedCode(...parts), [
      codes,
      secrets,
      usersTokens.repository,
      mailRequestsTokens.allowance,
      mailTokens.mails,
      mailTokens.links,
      unitOfWork,
    ]);
    wiring.contribute(
      'job',
      'mailed-codes.remove-over',
      (retention) => new RetentionJob('mailed-codes.remove-over', retention, 0),
      [mailedCodesTokens.retention],
    );
    if (wiring.settings(mailedCodeSettings).isEnabled) {
      requireMail(wiring, 'PASSWORDLESS');
      wiring.controller(MailedCodesController, { requestMailedCode, completeMailedCode });
    }
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(mailedCodesTokens.codes, MemoryMailedCodes, [database, platform.clock]);
    wiring.singleton(mailedCodesTokens.retention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    wiring.instance(mailedCodesTokens.codes, TypeOrmMailedCodes, [postgresTokens.database]);
    wiring.singleton(mailedCodesTokens.retention, postgresRetention, [postgresTokens.database]);
  },
});
