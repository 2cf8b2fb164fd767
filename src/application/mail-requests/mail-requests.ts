import { type JobDefinition, PermanentFailure } from '#application/jobs/job.js';
import type { Jobs } from '#application/jobs/jobs.js';
import type { Cipher } from '#application/shared/cipher.js';
import { type RequestContext, systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { Email } from '#domain/users/email.js';
import type { User } from '#domain/users/user.js';
import type { UserRepository } from '#domain/users/user-repository.js';

/** Of a job that answers a request for mail. @public */
export type MailRequest = {
  /** Encrypted for the job. */
  readonly address: string;
};

/** @throws PermanentFailure for what is none. @public */
export function parseMailRequest(raw: unknown): MailRequest {
  const { address } = (raw ?? {}) as Partial<Record<keyof MailRequest, unknown>>;
  if (typeof address !== 'string') throw new PermanentFailure('A request for mail has an address');
  return { address };
}

/**
 * Requests for mail by somebody of whom nothing is known. All of them are answered after the same work, which is to take
 * down a job; whether there is an account, the job finds out when nobody waits for it any more (ASVS 6.3.8). @public
 */
export class MailRequests {
  constructor(
    private readonly jobs: Jobs,
    private readonly users: UserRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly cipher: Cipher,
  ) {}

  /** @throws AppError VALIDATION_ERROR for what is no address. */
  async accept(job: JobDefinition<MailRequest>, email: string, context: RequestContext): Promise<void> {
    const address = this.cipher.encrypt(Email.parse(email).value, contextOf(job));
    await this.unitOfWork.run(context, async () => {
      await this.jobs.enqueue(job, { address });
    });
  }

  /**
   * What the job does: `work`, in a unit of work, with the account that has exactly this address and is active, locked.
   * Where there is none, nothing. Mail goes to the address of the account, not to the one that was typed (CVE-2019-19844).
   */
  async answer(
    job: JobDefinition<MailRequest>,
    { address }: MailRequest,
    work: (user: User) => Promise<unknown>,
  ): Promise<void> {
    const email = Email.rehydrate(this.cipher.decrypt(address, contextOf(job)));
    await this.unitOfWork.run(systemContext, async () => {
      const found = await this.users.findByEmail(email);
      const user = found && (await this.users.findByIdForUpdate(found.id));
      // It may have another address by the time that it is locked.
      if (user?.state.isActive && user.state.email.equals(email)) await work(user);
    });
  }
}

function contextOf({ name }: JobDefinition<MailRequest>): string {
  return `jobs.${name}.address`;
}
