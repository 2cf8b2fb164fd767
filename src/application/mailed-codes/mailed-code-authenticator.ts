import type { Authenticator, Claimant } from '#application/auth/authenticator.js';
import type { Proof } from '#application/auth/proof.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { challengeFailed } from '#domain/auth/errors.js';
import type { SignInCode } from '#domain/mailed-codes/sign-in-code.js';
import { constantTimeEquals } from '#domain/shared/constant-time.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import { type MailedCodeRedemption, mailedCodeMethod } from './mailed-code-redemption.js';
import type { MailedCodeSecrets } from './mailed-code-secrets.js';
import type { MailedCodes } from './mailed-codes.js';

export interface MailedCodeCredentials {
  readonly challengeToken: string;
  readonly code: SignInCode;
  readonly context: RequestContext;
}

/** A challenge for nobody is answered as one with a wrong code is. */
export class MailedCodeAuthenticator implements Authenticator<MailedCodeCredentials> {
  readonly method = mailedCodeMethod;

  constructor(
    private readonly codes: MailedCodes,
    private readonly secrets: MailedCodeSecrets,
    private readonly users: UserRepository,
    private readonly redemption: MailedCodeRedemption,
  ) {}

  /** @throws AppError CHALLENGE_FAILED for a challenge that is over, or never was. */
  async identify({ challengeToken }: Pick<MailedCodeCredentials, 'challengeToken'>): Promise<Claimant> {
    const hash = this.secrets.hashOf(challengeToken);
    const challenge = await this.codes.find(hash);
    if (challenge === null) throw challengeFailed();
    const address = this.secrets.unseal(challenge.sealedAddress, hash);
    const user = await this.users.findByEmail(address);
    return { user, subject: user === null ? { typed: address.value } : { userId: user.id } };
  }

  /** @throws AppError CHALLENGE_FAILED where no try is left, or the same code has just been used. */
  async verify({ challengeToken, code, context }: MailedCodeCredentials): Promise<Proof | null> {
    const hash = this.secrets.hashOf(challengeToken);
    const attempt = await this.codes.takeTry(hash);
    if (attempt === null) throw challengeFailed();
    const digests = this.secrets.digestsOf(code, hash);
    const expected = attempt.codeDigest ?? digests[0].replace(/./g, '-');
    if (!digests.some((digest) => constantTimeEquals(digest, expected))) return null;
    const proof = await this.redemption.redeem(() => this.codes.consume(hash, expected), context);
    if (proof === null) throw challengeFailed();
    return proof;
  }

  /** By the link. With 256 bits to guess there is nothing to be locked out of. */
  verifyLink(token: string, context: RequestContext): Promise<Proof | null> {
    const hash = this.secrets.hashOf(token);
    return this.redemption.redeem(() => this.codes.consumeLink(hash), context);
  }
}
