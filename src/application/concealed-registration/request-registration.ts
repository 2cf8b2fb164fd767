import type { Jobs } from '#application/jobs/jobs.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { NewAccounts } from '#application/users/new-accounts.js';
import type { PasswordHash } from '#domain/users/password-hash.js';
import type { PendingRegistrations } from './pending-registrations.js';
import { sendRegistrationMail } from './send-registration-mail.js';

export interface RequestRegistrationCommand {
  readonly email: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Looks up neither address nor username, both of which sign in, so that it takes as long, and does the same, whether one of
 * them has an account or not (ASVS 6.3.8).
 */
export class RequestRegistration {
  constructor(
    private readonly accounts: NewAccounts,
    private readonly registrations: PendingRegistrations,
    private readonly jobs: Jobs,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError VALIDATION_ERROR, WEAK_PASSWORD, PASSWORD_BREACHED or OVERLOADED. */
  async execute(command: RequestRegistrationCommand, context: RequestContext): Promise<void> {
    const wanted = this.accounts.parse({ ...command, roles: ['user'] });
    const { id, email, username, passwordHash } = await this.accounts.prepare(wanted);
    const registration = { id, email, username, passwordHash: passwordHash as PasswordHash };
    await this.unitOfWork.run(context, async () => {
      await this.registrations.add(registration);
      await this.jobs.enqueue(sendRegistrationMail, { id });
    });
  }
}
