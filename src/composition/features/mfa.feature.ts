import { RetentionJob } from '#application/jobs/retention-job.js';
import { AnsweredChallenges } from '#application/mfa/answered-challenges.js';
import { BeginMyTotp } from '#application/mfa/begin-my-totp.js';
import { BeginRequiredEnrolment } from '#application/mfa/begin-required-enrolment.js';
import { CodeGuard } from '#application/mfa/code-guard.js';
import { CompleteRequiredEnrolment } from '#application/mfa/complete-required-enrolment.js';
import { ConfirmMyTotp } from '#application/mfa/confirm-my-totp.js';
import { DeviceTrust } from '#application/mfa/device-trust.js';
import { FactorOverview } from '#application/mfa/factor-overview.js';
import { FactorSecrets } from '#application/mfa/factor-secrets.js';
import { FreshProof } from '#application/mfa/fresh-proof.js';
import { ListMyFactors } from '#application/mfa/list-my-factors.js';
import { RemoveForeignFactors } from '#application/mfa/remove-foreign-factors.js';
import { RemoveMyFactor } from '#application/mfa/remove-my-factor.js';
import { RenewMyRecoveryCodes } from '#application/mfa/renew-my-recovery-codes.js';
import { RequiredFactors } from '#application/mfa/required-factors.js';
import { ResealFactors } from '#application/mfa/reseal-factors.js';
import { ResetUserFactors } from '#application/mfa/reset-user-factors.js';
import { SecondFactorChange } from '#application/mfa/second-factor-change.js';
import { SecondFactorCheck } from '#application/mfa/second-factor-check.js';
import { SecondFactorPolicy } from '#application/mfa/second-factor-policy.js';
import { SecondFactorsSection } from '#application/mfa/second-factors-section.js';
import { SessionProof } from '#application/mfa/session-proof.js';
import { SignInCompletion } from '#application/mfa/sign-in-completion.js';
import { SignInWithSecondFactor } from '#application/mfa/sign-in-with-second-factor.js';
import { StepUp } from '#application/mfa/step-up.js';
import { TotpEnrolment } from '#application/mfa/totp-enrolment.js';
import { WhenARoleAsksForAFactorEndSessions } from '#application/mfa/when-a-role-asks-for-a-factor-end-sessions.js';
import { systemContext } from '#application/shared/request-context.js';
import { invalidCredentials } from '#domain/auth/errors.js';
import * as errors from '#domain/mfa/errors.js';
import * as events from '#domain/mfa/events.js';
import { userNotFound } from '#domain/users/errors.js';
import { RandomMfaSecrets } from '#infrastructure/crypto/mfa/mfa-secrets.js';
import { ChallengeEvents } from '#infrastructure/events/mfa/challenge-alerts.js';
import { MemoryChallenges } from '#infrastructure/memory/mfa/challenges.js';
import * as memoryRetention from '#infrastructure/memory/mfa/retention.js';
import { MemorySecondFactorsRepository } from '#infrastructure/memory/mfa/second-factors-repository.js';
import { MemoryTrustedDevices } from '#infrastructure/memory/mfa/trusted-devices.js';
import { OtplibTotp } from '#infrastructure/otplib/mfa/otplib-totp.js';
import { PostgresChallenges } from '#infrastructure/postgres/mfa/challenges.js';
import * as postgresRetention from '#infrastructure/postgres/mfa/retention.js';
import { PostgresSecondFactorsRepository } from '#infrastructure/postgres/mfa/second-factors-repository.js';
import { PostgresTrustedDevices } from '#infrastructure/postgres/mfa/trusted-devices.js';
import { MfaController } from '#presentation/http/v1/mfa/controller.js';
import { type CommandDefinition, defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import type { Wiring } from '../wiring.js';
import { accessTokens } from './access.tokens.js';
import { authTokens } from './auth.tokens.js';
import { mfaSettings } from './mfa.settings.js';
import { mfaTokens } from './mfa.tokens.js';
import { sessionsTokens } from './sessions.tokens.js';
import { usersTokens } from './users.tokens.js';

/** Nobody comes back to an enrolment of the day before. */
const pendingFactorSeconds = 86_400;

const reseal: CommandDefinition = {
  usage: 'mfa reseal',
  description: 'Encrypt the secrets of all second factors with the first key of ENCRYPTION_KEY',
  async run({ get, tell }) {
    const { count } = await (await get(mfaTokens.resealFactors)).execute(systemContext);
    tell({ count }, `${count} secrets are encrypted with the first key.`);
  },
};

/** Second factors, the challenges for them at sign-in, and step-up. */
export const mfa = defineFeature({
  name: 'mfa',
  settings: [mfaSettings],
  events: Object.values(events),
  errors: Object.values(errors),
  tags: [{ name: 'mfa', description: 'Second factors, and fresh proofs' }],
  rateLimits: [
    { name: 'mfa', default: '300/60', meaning: 'Codes, and changes of second factors, of one client.' },
  ],
  commands: [reseal],
  constraints: {
    mfa_factors_user_id_fkey: () => userNotFound(),
    mfa_recovery_codes_user_id_fkey: () => userNotFound(),
    mfa_trusted_devices_user_id_fkey: () => userNotFound(),
    mfa_challenges_user_id_fkey: () => invalidCredentials(),
  },

  bind(wiring) {
    bindServices(wiring);
    bindUseCases(wiring);
    wiring.contribute('sign-in policy', 'second factor', (...parts) => new SecondFactorPolicy(...parts), [
      usersTokens.repository,
      platform.unitOfWork,
      mfaTokens.challenges,
      mfaTokens.deviceTrust,
      mfaTokens.secrets,
      mfaTokens.requiredFactors,
    ]);
    wiring.contribute('session policy', 'second factor', (required) => required, [mfaTokens.requiredFactors]);
    wiring.contribute(
      'subscription',
      'second-factors-of-granted-roles',
      (...parts) => new WhenARoleAsksForAFactorEndSessions(...parts),
      [usersTokens.repository, sessionsTokens.termination, mfaTokens.requiredFactors],
    );
    wiring.contribute(
      'credential ending',
      'second factors',
      (...parts) => new RemoveForeignFactors(...parts),
      [usersTokens.repository, mfaTokens.repository, mfaTokens.change],
    );
    wiring.contribute(
      'data export section',
      'secondFactors',
      (...parts) => new SecondFactorsSection(...parts),
      [mfaTokens.overview, mfaTokens.devices, usersTokens.repository],
    );
    wiring.controller(MfaController, {
      signInWithSecondFactor: mfaTokens.signInWithSecondFactor,
      beginRequiredEnrolment: mfaTokens.beginRequiredEnrolment,
      completeRequiredEnrolment: mfaTokens.completeRequiredEnrolment,
      stepUp: mfaTokens.stepUp,
      listMyFactors: mfaTokens.listMyFactors,
      beginMyTotp: mfaTokens.beginMyTotp,
      confirmMyTotp: mfaTokens.confirmMyTotp,
      removeMyFactor: mfaTokens.removeMyFactor,
      renewMyRecoveryCodes: mfaTokens.renewMyRecoveryCodes,
      resetUserFactors: mfaTokens.resetUserFactors,
    });
    const retentions = [
      ['mfa.remove-challenges', mfaTokens.challengeRetention, 0],
      ['mfa.remove-devices', mfaTokens.deviceRetention, 0],
      ['mfa.remove-unconfirmed', mfaTokens.pendingFactorRetention, pendingFactorSeconds],
    ] as const;
    for (const [name, token, keptSeconds] of retentions) {
      wiring.contribute('job', name, (retention) => new RetentionJob(name, retention, keptSeconds), [token]);
    }
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    const { clock, unitOfWork } = platform;
    wiring.instance(mfaTokens.alerts, ChallengeEvents, [eventAppender, unitOfWork, clock]);
    wiring.instance(mfaTokens.repository, MemorySecondFactorsRepository, [database, eventAppender]);
    wiring.instance(mfaTokens.sealedSecrets, MemorySecondFactorsRepository, [database, eventAppender]);
    wiring.instance(mfaTokens.challenges, MemoryChallenges, [database, clock]);
    wiring.instance(mfaTokens.devices, MemoryTrustedDevices, [database, clock]);
    wiring.singleton(mfaTokens.challengeRetention, memoryRetention.challengeRetention, [database, clock]);
    wiring.singleton(mfaTokens.deviceRetention, memoryRetention.deviceRetention, [database, clock]);
    wiring.singleton(mfaTokens.pendingFactorRetention, memoryRetention.pendingFactorRetention, [
      database,
      clock,
    ]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    const { clock, unitOfWork } = platform;
    wiring.instance(mfaTokens.alerts, ChallengeEvents, [eventAppender, unitOfWork, clock]);
    wiring.instance(mfaTokens.repository, PostgresSecondFactorsRepository, [database, eventAppender]);
    wiring.instance(mfaTokens.sealedSecrets, PostgresSecondFactorsRepository, [database, eventAppender]);
    wiring.instance(mfaTokens.challenges, PostgresChallenges, [database]);
    wiring.instance(mfaTokens.devices, PostgresTrustedDevices, [database]);
    wiring.singleton(mfaTokens.challengeRetention, postgresRetention.challengeRetention, [database]);
    wiring.singleton(mfaTokens.deviceRetention, postgresRetention.deviceRetention, [database]);
    wiring.singleton(mfaTokens.pendingFactorRetention, postgresRetention.pendingFactorRetention, [database]);
  },
});

function bindServices(wiring: Wiring): void {
  const { clock, ids, unitOfWork } = platform;
  const { repository, devices, secrets, totp, factorSecrets, change } = mfaTokens;
  const users = usersTokens.repository;
  wiring.singleton(totp, ({ issuer }) => new OtplibTotp(issuer), [mfaSettings.token]);
  wiring.instance(secrets, RandomMfaSecrets, [platform.opaqueTokens]);
  wiring.instance(factorSecrets, FactorSecrets, [platform.cipher]);
  wiring.instance(mfaTokens.overview, FactorOverview, [repository]);
  wiring.instance(mfaTokens.check, SecondFactorCheck, [repository, totp, factorSecrets, secrets, clock]);
  wiring.instance(change, SecondFactorChange, [repository, devices, users, secrets, clock]);
  wiring.instance(mfaTokens.enrolment, TotpEnrolment, [
    repository,
    totp,
    factorSecrets,
    change,
    unitOfWork,
    ids,
    clock,
  ]);
  wiring.instance(mfaTokens.guard, CodeGuard, [authTokens.lockout, unitOfWork]);
  wiring.instance(mfaTokens.answers, AnsweredChallenges, [
    mfaTokens.challenges,
    secrets,
    mfaTokens.guard,
    users,
    mfaTokens.alerts,
  ]);
  wiring.instance(mfaTokens.completion, SignInCompletion, [authTokens.signIn, sessionsTokens.tokenIssuer]);
  wiring.instance(mfaTokens.deviceTrust, DeviceTrust, [devices, secrets, mfaSettings.token]);
  wiring.instance(mfaTokens.sessionProof, SessionProof, [
    accessTokens.authorizer,
    sessionsTokens.repository,
    unitOfWork,
    clock,
  ]);
  wiring.instance(mfaTokens.freshProof, FreshProof, [
    authTokens.reauthentication,
    mfaTokens.guard,
    mfaTokens.check,
    mfaTokens.sessionProof,
  ]);
  wiring.instance(mfaTokens.requiredFactors, RequiredFactors, [mfaSettings.token]);
}

function bindUseCases(wiring: Wiring): void {
  const { clock, unitOfWork } = platform;
  const { authorizer } = accessTokens;
  const { repository, guard, answers, check, change, completion, enrolment, sessionProof } = mfaTokens;
  const users = usersTokens.repository;
  wiring.command(mfaTokens.signInWithSecondFactor, SignInWithSecondFactor, [
    answers,
    check,
    completion,
    mfaTokens.deviceTrust,
    sessionsTokens.audiences,
  ]);
  wiring.command(mfaTokens.beginRequiredEnrolment, BeginRequiredEnrolment, [answers, enrolment]);
  wiring.command(mfaTokens.completeRequiredEnrolment, CompleteRequiredEnrolment, [
    answers,
    enrolment,
    completion,
  ]);
  wiring.command(mfaTokens.stepUp, StepUp, [
    authorizer,
    users,
    mfaTokens.freshProof,
    mfaTokens.requiredFactors,
    sessionsTokens.tokenIssuer,
  ]);
  wiring.query(mfaTokens.listMyFactors, ListMyFactors, [authorizer, mfaTokens.overview]);
  wiring.command(mfaTokens.beginMyTotp, BeginMyTotp, [authorizer, users, enrolment]);
  wiring.command(mfaTokens.confirmMyTotp, ConfirmMyTotp, [authorizer, guard, users, enrolment, sessionProof]);
  wiring.command(mfaTokens.resealFactors, ResealFactors, [
    mfaTokens.sealedSecrets,
    mfaTokens.factorSecrets,
    unitOfWork,
  ]);
  const ofFactors = [authorizer, users, repository, change] as const;
  wiring.command(mfaTokens.removeMyFactor, RemoveMyFactor, [...ofFactors, unitOfWork, clock]);
  wiring.command(mfaTokens.renewMyRecoveryCodes, RenewMyRecoveryCodes, [...ofFactors, unitOfWork, clock]);
  wiring.command(mfaTokens.resetUserFactors, ResetUserFactors, [
    ...ofFactors,
    sessionsTokens.termination,
    unitOfWork,
    clock,
  ]);
}
