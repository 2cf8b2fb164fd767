import type { Jobs } from '#application/jobs/jobs.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { Email } from '#domain/users/email.js';
import type { MailedCodeSecrets } from './mailed-code-secrets.js';
import { codeLifetimeSeconds, type MailedCodes } from './mailed-codes.js';
import { sendMailedCode } from './send-mailed-code.js';

export interface RequestMailedCodeCommand {
  readonly email: string;
}

export interface RequestMailedCodeResult {
  readonly challengeToken: string;
  /** In seconds. */
  readonly expiresIn: number;
}

/** Looks nobody up, so that it takes as long, and does the same, whether there is an account or not (ASVS 6.3.8). */
export class RequestMailedCode {
  constructor(
    private readonly codes: MailedCodes,
    private readonly secrets: MailedCodeSecrets,
    private readonly jobs: Jobs,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR. */
  async execute(
    command: RequestMailedCodeCommand,
    context: RequestContext,
  ): Promise<RequestMailedCodeResult> {
    const address = Email.parse(command.email);
    const { value, hash } = this.secrets.newChallenge();
    const sealedAddress = this.secrets.seal(address, hash);
    await this.unitOfWork.run(context, async () => {
      await this.codes.open({ hash, sealedAddress });
      await this.jobs.enqueue(sendMailedCode, { challengeHash: hash });
    });
    return { challengeToken: value, expiresIn: codeLifetimeSeconds };
  }
}
