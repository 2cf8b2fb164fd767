import { passwordMaxBytes } from '#domain/auth/password.js';
import { displayNameMaxLength } from '#domain/users/display-name.js';
import { Flag, Optional, Text } from '../../validation/decorators.js';
import { AudienceField } from '../sessions/dto.js';

const challengeToken = 'ghc_of-the-answer-to-the-sign-in';

function CodeField(): PropertyDecorator {
  return Text({
    max: 6,
    description: 'Six digits, as the authenticator app shows them. Each is accepted once.',
    example: '287082',
    schema: { minLength: 6, pattern: '^[0-9]{6}$' },
  });
}

function ChallengeTokenField(): PropertyDecorator {
  return Text({
    max: 128,
    description: 'Of the challenge in the answer to the sign-in.',
    example: challengeToken,
  });
}

export class SignInWithSecondFactorDto {
  static readonly example = { challengeToken, code: '287082' };

  @ChallengeTokenField()
  challengeToken!: string;

  @Optional()
  @CodeField()
  code?: string;

  @Optional()
  @Text({ max: 64, description: 'Instead of a code.', example: '7k3m-x9qd-0vhc-2wzt' })
  recoveryCode?: string;

  @Optional()
  @Flag({ description: 'Ask for a `deviceToken`; given only where the service remembers devices.' })
  rememberDevice?: boolean;

  @Optional()
  @AudienceField()
  audience?: string;
}

/** Without a code it begins, with one it ends. */
export class EnrolAtSignInDto {
  static readonly example = { challengeToken };

  @ChallengeTokenField()
  challengeToken!: string;

  @Optional()
  @CodeField()
  code?: string;
}

export class BeginTotpDto {
  static readonly mayBeAbsent = true;

  @Optional()
  @Text({
    // Code units, of which a character may have several.
    max: 4 * displayNameMaxLength,
    description: `What to call it: 1 to ${displayNameMaxLength} characters.`,
    example: 'Phone',
  })
  name?: string;
}

export class ConfirmTotpDto {
  @Text({ max: 64, example: '01a218af-8b56-70fa-80c6-b1324bc3d527', schema: { format: 'uuid' } })
  id!: string;

  @CodeField()
  code!: string;
}

export class StepUpDto {
  static readonly example = { password: 'correct horse battery staple' };

  @Optional()
  @Text({
    max: passwordMaxBytes,
    description: 'For accounts without a second factor.',
    example: 'correct horse battery staple',
    schema: { minLength: 1, format: 'password' },
  })
  password?: string;

  @Optional()
  @CodeField()
  code?: string;
}
