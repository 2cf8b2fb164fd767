import * as mails from '#application/notices/notice-mails.js';
import { Notices } from '#application/notices/notices.js';
import { SendDeletionReceipt } from '#application/notices/send-deletion-receipt.js';
import { WhenAPasswordChangesTellTheOwner } from '#application/notices/when-a-password-changes-tell-the-owner.js';
import { WhenAUserSignsInTellOfANewDevice } from '#application/notices/when-a-user-signs-in-tell-of-a-new-device.js';
import { WhenAUsernameChangesTellTheOwner } from '#application/notices/when-a-username-changes-tell-the-owner.js';
import { WhenPersonalKeysChangeTellTheOwner } from '#application/notices/when-personal-keys-change-tell-the-owner.js';
import { WhenSecondFactorsChangeTellTheOwner } from '#application/notices/when-second-factors-change-tell-the-owner.js';
import { WhenSignInIsLockedTellTheOwner } from '#application/notices/when-sign-in-is-locked-tell-the-owner.js';
import { MemoryDevices } from '#infrastructure/memory/notices/devices.js';
import { MemoryNoticeMarks } from '#infrastructure/memory/notices/notice-marks.js';
import { TypeOrmDevices } from '#infrastructure/postgres/notices/devices.js';
import { TypeOrmNoticeMarks } from '#infrastructure/postgres/notices/notice-marks.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { eventsTokens } from './events.tokens.js';
import { mailTokens } from './mail.tokens.js';
import { mailRequestsTokens } from './mail-requests.tokens.js';
import { noticesTokens } from './notices.tokens.js';
import { usersTokens } from './users.tokens.js';

/** Mail to owners on what happens to their accounts. */
export const notices = defineFeature({
  name: 'notices',
  mails: Object.values(mails),

  bind(wiring) {
    const { notices: sender, devices, marks } = noticesTokens;
    wiring.instance(sender, Notices, [
      usersTokens.repository,
      mailRequestsTokens.allowance,
      mailTokens.mails,
    ]);
    wiring.contribute(
      'subscription',
      'notices-of-new-devices',
      (...parts) => new WhenAUserSignsInTellOfANewDevice(...parts),
      [devices, sender],
    );
    wiring.contribute(
      'subscription',
      'notices-of-changed-passwords',
      (...parts) => new WhenAPasswordChangesTellTheOwner(...parts),
      [sender],
    );
    wiring.contribute(
      'subscription',
      'notices-of-second-factors',
      (...parts) => new WhenSecondFactorsChangeTellTheOwner(...parts),
      [eventsTokens.catalogue, marks, sender],
    );
    wiring.contribute(
      'subscription',
      'notices-of-changed-usernames',
      (...parts) => new WhenAUsernameChangesTellTheOwner(...parts),
      [sender],
    );
    wiring.contribute(
      'subscription',
      'notices-of-personal-keys',
      (...parts) => new WhenPersonalKeysChangeTellTheOwner(...parts),
      [eventsTokens.catalogue, sender],
    );
    wiring.contribute(
      'subscription',
      'notices-of-locked-sign-in',
      (...parts) => new WhenSignInIsLockedTellTheOwner(...parts),
      [marks, sender],
    );
    wiring.contribute('account farewell', 'receipt', (...parts) => new SendDeletionReceipt(...parts), [
      sender,
      platform.clock,
    ]);
  },

  memory(wiring) {
    const { database } = memoryTokens;
    wiring.instance(noticesTokens.devices, MemoryDevices, [database]);
    wiring.instance(noticesTokens.marks, MemoryNoticeMarks, [database, platform.clock]);
  },

  postgres(wiring) {
    wiring.instance(noticesTokens.devices, TypeOrmDevices, [postgresTokens.database]);
    wiring.instance(noticesTokens.marks, TypeOrmNoticeMarks, [postgresTokens.database]);
  },
});
