import type { AnsweredChallenges } from '#application/mfa/answered-challenges.js';
import type { BeginMyTotp } from '#application/mfa/begin-my-totp.js';
import type { BeginRequiredEnrolment } from '#application/mfa/begin-required-enrolment.js';
import type { ChallengeAlerts } from '#application/mfa/challenge-alerts.js';
import type { Challenges } from '#application/mfa/challenges.js';
import type { CodeGuard } from '#application/mfa/code-guard.js';
import type { CompleteRequiredEnrolment } from '#application/mfa/complete-required-enrolment.js';
import type { ConfirmMyTotp } from '#application/mfa/confirm-my-totp.js';
import type { DeviceTrust } from '#application/mfa/device-trust.js';
import type { FactorOverview } from '#application/mfa/factor-overview.js';
import type { FactorSecrets } from '#application/mfa/factor-secrets.js';
import type { FreshProof } from '#application/mfa/fresh-proof.js';
import type { ListMyFactors } from '#application/mfa/list-my-factors.js';
import type { MfaSecrets } from '#application/mfa/mfa-secrets.js';
import type { RemoveMyFactor } from '#application/mfa/remove-my-factor.js';
import type { RenewMyRecoveryCodes } from '#application/mfa/renew-my-recovery-codes.js';
import type { RequiredFactors } from '#application/mfa/required-factors.js';
import type { ResealFactors } from '#application/mfa/reseal-factors.js';
import type { ResetUserFactors } from '#application/mfa/reset-user-factors.js';
import type { SealedSecrets } from '#application/mfa/sealed-secrets.js';
import type { SecondFactorChange } from '#application/mfa/second-factor-change.js';
import type { SecondFactorCheck } from '#application/mfa/second-factor-check.js';
import type { SessionProof } from '#application/mfa/session-proof.js';
import type { SignInCompletion } from '#application/mfa/sign-in-completion.js';
import type { SignInWithSecondFactor } from '#application/mfa/sign-in-with-second-factor.js';
import type { StepUp } from '#application/mfa/step-up.js';
import type { Totp } from '#application/mfa/totp.js';
import type { TotpEnrolment } from '#application/mfa/totp-enrolment.js';
import type { TrustedDevices } from '#application/mfa/trusted-devices.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { SecondFactorsRepository } from '#domain/mfa/second-factors-repository.js';
import { token } from '../token.js';

export const mfaTokens = {
  repository: token<SecondFactorsRepository>('mfa.repository'),
  sealedSecrets: token<SealedSecrets>('mfa.sealedSecrets'),
  challenges: token<Challenges>('mfa.challenges'),
  devices: token<TrustedDevices>('mfa.devices'),
  totp: token<Totp>('mfa.totp'),
  secrets: token<MfaSecrets>('mfa.secrets'),
  factorSecrets: token<FactorSecrets>('mfa.factorSecrets'),
  /** What is shown of factors, for whoever shows a whole account. */
  overview: token<FactorOverview>('mfa.overview'),
  check: token<SecondFactorCheck>('mfa.check'),
  change: token<SecondFactorChange>('mfa.change'),
  enrolment: token<TotpEnrolment>('mfa.enrolment'),
  guard: token<CodeGuard>('mfa.guard'),
  alerts: token<ChallengeAlerts>('mfa.alerts'),
  answers: token<AnsweredChallenges>('mfa.answers'),
  completion: token<SignInCompletion>('mfa.completion'),
  deviceTrust: token<DeviceTrust>('mfa.deviceTrust'),
  sessionProof: token<SessionProof>('mfa.sessionProof'),
  freshProof: token<FreshProof>('mfa.freshProof'),
  requiredFactors: token<RequiredFactors>('mfa.requiredFactors'),
  challengeRetention: token<Retention>('mfa.challengeRetention'),
  deviceRetention: token<Retention>('mfa.deviceRetention'),
  pendingFactorRetention: token<Retention>('mfa.pendingFactorRetention'),
  signInWithSecondFactor: token<Executes<SignInWithSecondFactor>>('SignInWithSecondFactor'),
  beginRequiredEnrolment: token<Executes<BeginRequiredEnrolment>>('BeginRequiredEnrolment'),
  completeRequiredEnrolment: token<Executes<CompleteRequiredEnrolment>>('CompleteRequiredEnrolment'),
  stepUp: token<Executes<StepUp>>('StepUp'),
  listMyFactors: token<Executes<ListMyFactors>>('ListMyFactors'),
  beginMyTotp: token<Executes<BeginMyTotp>>('BeginMyTotp'),
  confirmMyTotp: token<Executes<ConfirmMyTotp>>('ConfirmMyTotp'),
  removeMyFactor: token<Executes<RemoveMyFactor>>('RemoveMyFactor'),
  renewMyRecoveryCodes: token<Executes<RenewMyRecoveryCodes>>('RenewMyRecoveryCodes'),
  resealFactors: token<Executes<ResealFactors>>('ResealFactors'),
  resetUserFactors: token<Executes<ResetUserFactors>>('ResetUserFactors'),
};
