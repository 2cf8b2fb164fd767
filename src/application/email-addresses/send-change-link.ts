import { defineJob, type JobHandler, type JobRun, PermanentFailure } from '#application/jobs/job.js';
import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { Cipher } from '#application/shared/cipher.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { changeEmail } from '#domain/email-addresses/purposes.js';
import { UserId } from '#domain/shared/ids.js';
import { Email } from '#domain/users/email.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { AddressMails } from './address-mails.js';

export type ChangeRequest = {
  readonly userId: string;
  /** The new one, encrypted for the account. */
  readonly address: string;
  /** Of address and password at the time of the request. */
  readonly boundTo: string | null;
};

export const sendChangeLink = defineJob<ChangeRequest>({
  name: 'email-addresses.send-change-link',
  description:
    'Mails the link that gives an account another address to that address, unless somebody has it.',
  parse: (raw) => {
    const { userId, address, boundTo } = (raw ?? {}) as Record<keyof ChangeRequest, unknown>;
    const isOne = [userId, address, boundTo].every((part) => typeof part === 'string');
    if (!isOne) throw new PermanentFailure('A change of address has an account, an address and a binding');
    return { userId, address, boundTo } as ChangeRequest;
  },
});

export function addressContext(userId: string): string {
  return `jobs.${sendChangeLink.name}.address.${userId}`;
}

export class SendChangeLink implements JobHandler<ChangeRequest> {
  readonly job = sendChangeLink;

  constructor(
    private readonly users: UserRepository,
    private readonly tokens: OneTimeTokens,
    private readonly mails: AddressMails,
    private readonly cipher: Cipher,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle({ payload: { userId, address, boundTo } }: JobRun<ChangeRequest>): Promise<void> {
    const email = Email.rehydrate(this.cipher.decrypt(address, addressContext(userId)));
    await this.unitOfWork.run(systemContext, async () => {
      const user = await this.users.findByIdForUpdate(UserId.parse(userId));
      if (!user?.state.isActive || this.tokens.bindingOf(changeEmail, user) !== boundTo) return;
      // Also where it is the own one: then there is nothing to change.
      if ((await this.users.findByEmail(email)) === null) await this.mails.confirm(user, email);
    });
  }
}
