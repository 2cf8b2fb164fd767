import { defineJob, type JobHandler, type JobRun, PermanentFailure } from '#application/jobs/job.js';
import { defineMail } from '#application/mail/mail.js';
import type { MailLinks, Mails } from '#application/mail/mails.js';
import type { MailAllowance } from '#application/mail-requests/mail-allowance.js';
import { recipientOf } from '#application/mail-requests/recipient.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { MailedCodeSecrets } from './mailed-code-secrets.js';
import { codeLifetimeSeconds, type MailedCodes } from './mailed-codes.js';

export const sendMailedCode = defineJob<{ challengeHash: string }>({
  name: 'mailed-codes.send',
  description: 'Mails a code to sign in with, if there is an account.',
  parse(raw) {
    const { challengeHash } = (raw ?? {}) as { challengeHash?: unknown };
    if (typeof challengeHash !== 'string') throw new PermanentFailure('A code is mailed for a challenge');
    return { challengeHash };
  },
});

export const signInCode = defineMail({
  name: 'sign-in-code',
  description: 'Somebody wants to sign in without a password.',
  samples: { code: '314159', link: 'https://example.com/sign-in#ghm_sample', seconds: codeLifetimeSeconds },
});

/** What is mailed is made here, so that it is nowhere before it is needed. */
export class SendMailedCode implements JobHandler<{ challengeHash: string }> {
  readonly job = sendMailedCode;

  constructor(
    private readonly codes: MailedCodes,
    private readonly secrets: MailedCodeSecrets,
    private readonly users: UserRepository,
    private readonly allowance: MailAllowance,
    private readonly mails: Mails,
    private readonly links: MailLinks,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle({ payload: { challengeHash } }: JobRun<{ challengeHash: string }>): Promise<void> {
    const challenge = await this.codes.find(challengeHash);
    if (challenge === null) return;
    const address = this.secrets.unseal(challenge.sealedAddress, challengeHash);
    const code = this.secrets.newCode();
    const link = this.secrets.newLink();
    const [codeDigest] = this.secrets.digestsOf(code, challengeHash);
    await this.unitOfWork.run(systemContext, async () => {
      const known = await this.users.findByEmail(address);
      const user = known && (await this.users.findByIdForUpdate(known.id));
      if (!user?.state.email.equals(address) || !(await this.allowance.take(address))) return;
      const armed = { userId: user.id, accountDigest: this.secrets.accountDigest(user), codeDigest };
      if (!(await this.codes.arm(challengeHash, { ...armed, linkHash: link.hash }))) return;
      await this.mails.send(signInCode, recipientOf(user), {
        code: code.value,
        link: this.links.to('sign-in', link.value),
        seconds: codeLifetimeSeconds,
      });
    });
  }
}
