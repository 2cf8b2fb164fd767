import type { BeginMyTotp } from '#application/mfa/begin-my-totp.js';
import type { BeginRequiredEnrolment } from '#application/mfa/begin-required-enrolment.js';
import type { CompleteRequiredEnrolment } from '#application/mfa/complete-required-enrolment.js';
import type { ConfirmMyTotp } from '#application/mfa/confirm-my-totp.js';
import type { ListMyFactors } from '#application/mfa/list-my-factors.js';
import type { RemoveMyFactor } from '#application/mfa/remove-my-factor.js';
import type { RenewMyRecoveryCodes } from '#application/mfa/renew-my-recovery-codes.js';
import type { ResetUserFactors } from '#application/mfa/reset-user-factors.js';
import type { SignInWithSecondFactor } from '#application/mfa/sign-in-with-second-factor.js';
import type { StepUp } from '#application/mfa/step-up.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { challengeFailed, emailNotVerified, invalidCredentials, loginLocked } from '#domain/auth/errors.js';
import { factorNotFound, mfaEnrollmentRequired, tooManyFactors } from '#domain/mfa/errors.js';
import { userNotFound } from '#domain/users/errors.js';
import { type Controller, created, noContent, ok, ownSession, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import {
  BeginTotpDto,
  ConfirmTotpDto,
  EnrolAtSignInDto,
  SignInWithSecondFactorDto,
  StepUpDto,
} from './dto.js';
import {
  accessTokenSchema,
  enrolledLoginSchema,
  factorsSchema,
  recoveryCodesSchema,
  secondFactorLoginSchema,
  totpEnrolmentSchema,
} from './presenter.js';

export interface MfaUseCases {
  readonly signInWithSecondFactor: Executes<SignInWithSecondFactor>;
  readonly beginRequiredEnrolment: Executes<BeginRequiredEnrolment>;
  readonly completeRequiredEnrolment: Executes<CompleteRequiredEnrolment>;
  readonly stepUp: Executes<StepUp>;
  readonly listMyFactors: Executes<ListMyFactors>;
  readonly beginMyTotp: Executes<BeginMyTotp>;
  readonly confirmMyTotp: Executes<ConfirmMyTotp>;
  readonly removeMyFactor: Executes<RemoveMyFactor>;
  readonly renewMyRecoveryCodes: Executes<RenewMyRecoveryCodes>;
  readonly resetUserFactors: Executes<ResetUserFactors>;
}

const url = '/api/v1/me/mfa';
const signIn = { tag: 'mfa', access: 'public', rateLimit: 'mfa', method: 'POST', isSignIn: true } as const;
const mine = { tag: 'mfa', access: 'signed-in', rateLimit: 'mfa', permission: ownSession } as const;
const begun = {
  description: 'A secret for an authenticator app; not in force until a code of it is sent.',
  schema: totpEnrolmentSchema,
};
const newCodes = { description: 'Recovery codes.', schema: recoveryCodesSchema };
const ofCodes = [invalidCredentials, loginLocked];

export class MfaController implements Controller {
  constructor(private readonly useCases: MfaUseCases) {}

  routes() {
    return [
      route({
        ...signIn,
        url: '/api/v1/auth/mfa',
        operationId: 'signInWithSecondFactor',
        summary: 'Sign in with the second factor',
        body: SignInWithSecondFactorDto,
        responses: {
          200: { description: 'Tokens of a new session, and whose it is.', schema: secondFactorLoginSchema },
        },
        errors: [...ofCodes, challengeFailed],
        handle: async ({ body }, context) =>
          ok(await this.useCases.signInWithSecondFactor.execute(body, context)),
      }),
      route({
        ...signIn,
        url: '/api/v1/auth/mfa/enroll',
        operationId: 'enrolAtSignIn',
        summary: 'Enrol the second factor that sign-in requires: begin without a code, end with one',
        body: EnrolAtSignInDto,
        responses: {
          200: { description: 'Tokens of a new session, and recovery codes.', schema: enrolledLoginSchema },
          201: begun,
        },
        errors: [...ofCodes, challengeFailed, emailNotVerified, factorNotFound],
        handle: async ({ body: { challengeToken, code } }, context) =>
          code === undefined
            ? created(await this.useCases.beginRequiredEnrolment.execute({ challengeToken }, context))
            : ok(await this.useCases.completeRequiredEnrolment.execute({ challengeToken, code }, context)),
      }),
      route({
        ...mine,
        method: 'POST',
        url: '/api/v1/auth/step-up',
        operationId: 'stepUp',
        summary: 'Prove again who you are, with the second factor where there is one',
        body: StepUpDto,
        responses: { 200: { description: 'A fresh access token.', schema: accessTokenSchema } },
        errors: [...ofCodes, mfaEnrollmentRequired],
        handle: async ({ body }, context) => ok(await this.useCases.stepUp.execute(body, context)),
      }),
      route({
        ...mine,
        method: 'GET',
        url,
        operationId: 'listMyFactors',
        summary: 'List your second factors',
        responses: { 200: { description: 'Those in force.', schema: factorsSchema } },
        handle: async (_request, context) => ok(await this.useCases.listMyFactors.execute(context)),
      }),
      route({
        ...mine,
        isFresh: true,
        method: 'POST',
        url: `${url}/totp`,
        operationId: 'beginMyTotp',
        summary: 'Begin to enrol an authenticator app',
        body: BeginTotpDto,
        responses: { 201: begun },
        errors: [emailNotVerified, tooManyFactors],
        handle: async ({ body }, context) => created(await this.useCases.beginMyTotp.execute(body, context)),
      }),
      route({
        ...mine,
        method: 'POST',
        url: `${url}/totp/confirm`,
        operationId: 'confirmMyTotp',
        summary: 'Put an authenticator app in force by a code of it',
        body: ConfirmTotpDto,
        responses: { 200: newCodes },
        errors: [...ofCodes, factorNotFound],
        handle: async ({ body }, context) => ok(await this.useCases.confirmMyTotp.execute(body, context)),
      }),
      route({
        ...mine,
        isFresh: true,
        method: 'DELETE',
        url: `${url}/:id`,
        operationId: 'removeMyFactor',
        summary: 'Remove a second factor; with the last one the recovery codes go, too',
        params: IdParams,
        responses: { 204: { description: 'Removed.' } },
        errors: [factorNotFound],
        handle: ({ params: { id } }, context) =>
          noContent(this.useCases.removeMyFactor.execute({ id }, context)),
      }),
      route({
        ...mine,
        isFresh: true,
        method: 'POST',
        url: `${url}/recovery-codes`,
        operationId: 'renewMyRecoveryCodes',
        summary: 'Get new recovery codes in place of the old ones',
        responses: { 200: newCodes },
        errors: [factorNotFound],
        handle: async (_request, context) => ok(await this.useCases.renewMyRecoveryCodes.execute(context)),
      }),
      route({
        ...mine,
        isFresh: true,
        method: 'DELETE',
        url: '/api/v1/users/:id/mfa',
        operationId: 'resetUserFactors',
        summary: 'Take all second factors from a user who has lost them, and end their sessions',
        permission: 'users:write',
        params: IdParams,
        responses: { 204: { description: 'From now on the password alone signs them in.' } },
        errors: [forbidden, userNotFound],
        handle: ({ params }, context) =>
          noContent(this.useCases.resetUserFactors.execute({ userId: params.id }, context)),
      }),
    ];
  }
}
