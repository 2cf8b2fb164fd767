import type { CompleteMailedCode } from '#application/mailed-codes/complete-mailed-code.js';
import type { MailedCodeAuthenticator } from '#application/mailed-codes/mailed-code-authenticator.js';
import type { MailedCodeRedemption } from '#application/mailed-codes/mailed-code-redemption.js';
import type { MailedCodeSecrets } from '#application/mailed-codes/mailed-code-secrets.js';
import type { MailedCodes } from '#application/mailed-codes/mailed-codes.js';
import type { RequestMailedCode } from '#application/mailed-codes/request-mailed-code.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import { token } from '../token.js';

export const mailedCodesTokens = {
  codes: token<MailedCodes>('MailedCodes'),
  secrets: token<MailedCodeSecrets>('MailedCodeSecrets'),
  redemption: token<MailedCodeRedemption>('MailedCodeRedemption'),
  authenticator: token<MailedCodeAuthenticator>('MailedCodeAuthenticator'),
  retention: token<Retention>('mailed-codes.retention'),
  requestMailedCode: token<Executes<RequestMailedCode>>('RequestMailedCode'),
  completeMailedCode: token<Executes<CompleteMailedCode>>('CompleteMailedCode'),
};
