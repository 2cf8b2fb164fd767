import { defineJob, type JobHandler, type JobRun, PermanentFailure } from '#application/jobs/job.js';
import { defineMail } from '#application/mail/mail.js';
import type { MailLinks, Mails } from '#application/mail/mails.js';
import type { MailAllowance } from '#application/mail-requests/mail-allowance.js';
import { recipientOf } from '#application/mail-requests/recipient.js';
import type { OpaqueTokens } from '#application/shared/opaque-tokens.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { UserId } from '#domain/shared/ids.js';
import type { ReservedUsernames } from '#domain/users/reserved-usernames.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Username } from '#domain/users/username.js';
import {
  type PendingRegistrations,
  registrationLifetimeSeconds,
  registrationPrefix,
} from './pending-registrations.js';

export const sendRegistrationMail = defineJob<{ id: string }>({
  name: 'concealed-registration.send',
  description: 'Mails a link to finish a registration, or that the address or the username is taken.',
  parse(raw) {
    const { id } = (raw ?? {}) as { id?: unknown };
    if (typeof id !== 'string') throw new PermanentFailure('A registration has an id');
    return { id: UserId.parse(id) };
  },
});

export const finishRegistrationMail = defineMail({
  name: 'finish-registration',
  description: 'Somebody registers, where registration conceals who has an account.',
  samples: {
    username: 'ada',
    link: 'https://example.com/finish-registration#ghf_sample',
    seconds: registrationLifetimeSeconds,
  },
});

export const accountExistsMail = defineMail({
  name: 'account-exists',
  description: 'Somebody registers with an address that has an account, where registration conceals that.',
  samples: { username: 'ada' },
});

export const usernameTakenMail = defineMail({
  name: 'username-taken',
  description: 'Somebody registers with a username that is taken, where registration conceals that.',
  samples: { username: 'ada' },
});

export class SendRegistrationMail implements JobHandler<{ id: string }> {
  readonly job = sendRegistrationMail;

  constructor(
    private readonly registrations: PendingRegistrations,
    private readonly tokens: OpaqueTokens,
    private readonly users: UserRepository,
    private readonly reserved: ReservedUsernames,
    private readonly allowance: MailAllowance,
    private readonly mails: Mails,
    private readonly links: MailLinks,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async handle({ payload }: JobRun<{ id: string }>): Promise<void> {
    const { value, hash } = this.tokens.make(registrationPrefix);
    await this.unitOfWork.run(systemContext, async () => {
      const registration = await this.registrations.findNew(payload.id as UserId);
      if (registration === null) return;
      const { id, email, username } = registration;
      const owner = await this.users.findByEmail(email);
      if (owner !== null) {
        await this.registrations.remove(id);
        if (!(await this.allowance.takeSparingly(email))) return;
        const data = { username: owner.state.username.value };
        await this.mails.send(accountExistsMail, recipientOf(owner), data);
        return;
      }
      if (await this.#isTaken(username)) {
        await this.registrations.remove(id);
        if (!(await this.allowance.takeSparingly(email))) return;
        await this.mails.send(usernameTakenMail, { email, locale: null }, { username: username.value });
        return;
      }
      if (!(await this.allowance.take(email))) return;
      await this.registrations.arm(registration, hash);
      const link = this.links.to('finish-registration', value);
      // The name tells apart a registration of one's own from that of somebody who knows the address.
      const data = { username: username.value, link, seconds: registrationLifetimeSeconds };
      await this.mails.send(finishRegistrationMail, { email, locale: null }, data);
    });
  }

  async #isTaken(username: Username): Promise<boolean> {
    return this.reserved.has(username) || (await this.users.findByUsername(username)) !== null;
  }
}
