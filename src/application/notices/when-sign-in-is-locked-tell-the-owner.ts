import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import { signInLocked } from '#domain/auth/events.js';
import type { UserId } from '#domain/shared/ids.js';
import { signInLockedMail } from './notice-mails.js';
import type { NoticeMarks } from './notice-marks.js';
import { circumstancesOf, type Notices } from './notices.js';

const day = 86_400;

/** Once a day, however often: whoever guesses must not fill the owner's mailbox. */
export class WhenSignInIsLockedTellTheOwner implements Subscription {
  readonly name = 'notices-of-locked-sign-in';
  readonly description =
    'Mails the owner of an account, once a day at most, when guesses have locked sign-in.';
  readonly events = [signInLocked];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    private readonly marks: NoticeMarks,
    private readonly notices: Notices,
  ) {}

  async handle(event: StoredEvent): Promise<void> {
    const userId = event.subjectId as UserId;
    if (!(await this.marks.mark(userId, signInLockedMail.name, day))) return;
    await this.notices.tell(userId, signInLockedMail, circumstancesOf(event));
  }
}
