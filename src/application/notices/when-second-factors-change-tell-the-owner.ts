import type { EventCatalogue } from '#application/events/event-catalogue.js';
import type { StoredEvent } from '#application/events/stored-event.js';
import type { Subscription } from '#application/events/subscription.js';
import type { EventDescription } from '#domain/shared/domain-event.js';
import type { UserId } from '#domain/shared/ids.js';
import {
  factorAdded,
  factorRemoved,
  factorsReset,
  recoveryCodesRenewed,
  recoveryCodeUsed,
  secondFactorFailed,
} from './notice-mails.js';
import type { NoticeMarks } from './notice-marks.js';
import { circumstancesOf, type Notices } from './notices.js';

const mails = {
  'mfa.factor_added': factorAdded,
  'mfa.factor_removed': factorRemoved,
  'mfa.recovery_code_used': recoveryCodeUsed,
  'mfa.recovery_codes_renewed': recoveryCodesRenewed,
};
const reset = 'mfa.reset_by_admin';
const exhausted = 'mfa.challenge_exhausted';
const names = [...Object.keys(mails), reset, exhausted];
const day = 86_400;

/** By the names of the events, so that there need be no second factors. */
export class WhenSecondFactorsChangeTellTheOwner implements Subscription {
  readonly name = 'notices-of-second-factors';
  readonly description =
    'Mails the owner of an account when a second factor comes, goes, is stood in for or guessed at.';
  readonly events: readonly EventDescription[];
  readonly start = 'now';
  readonly isTransactional = true;

  constructor(
    catalogue: EventCatalogue,
    private readonly marks: NoticeMarks,
    private readonly notices: Notices,
  ) {
    this.events = catalogue.all.filter(({ eventName }) => names.includes(eventName));
  }

  async handle(event: StoredEvent): Promise<void> {
    const userId = (event.payload.userId ?? event.subjectId) as UserId;
    const circumstances = circumstancesOf(event);
    if (event.name === reset) {
      await this.notices.tell(userId, factorsReset, { when: circumstances.when });
    } else if (event.name === exhausted) {
      // Once a day, however often: whoever has the password must not fill the owner's mailbox.
      if (!(await this.marks.mark(userId, secondFactorFailed.name, day))) return;
      await this.notices.tell(userId, secondFactorFailed, circumstances);
    } else {
      await this.notices.tell(userId, mails[event.name as keyof typeof mails], circumstances);
    }
  }
}
