import { signInCodeLength } from '#domain/mailed-codes/sign-in-code.js';
import { Optional, Text } from '../../validation/decorators.js';
import { EmailField } from '../users/account-fields.js';

const tokenMaxLength = 64;

export class RequestMailedCodeDto {
  @EmailField()
  email!: string;
}

/** With either the token of the link, or the challenge and its code; the use case says so when it is neither. */
export class CompleteMailedCodeDto {
  static readonly example = { challengeToken: 'ghc_of-the-answer-to-the-request', code: '314159' };

  @Optional()
  @Text({ max: tokenMaxLength, description: 'What the request for the code was answered with.' })
  challengeToken?: string;

  @Optional()
  @Text({
    max: signInCodeLength,
    description: `The ${signInCodeLength} digits that were mailed.`,
    example: '314159',
    schema: { minLength: signInCodeLength, pattern: '^[0-9]+$' },
  })
  code?: string;

  @Optional()
  @Text({ max: tokenMaxLength, description: 'From the fragment of the link that was mailed.' })
  token?: string;
}
