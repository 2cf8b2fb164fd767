import { defineMail } from '#application/mail/mail.js';

const when = '2026-03-14T09:26:53.589Z';
const where = { when, ip: '198.51.100.7', device: 'Firefox, Windows' };

export const newDevice = defineMail({
  name: 'new-device',
  description: 'A sign-in from a network and with a program that the account has not been used with before.',
  samples: where,
});
export const passwordChanged = defineMail({
  name: 'password-changed',
  description: 'The password was changed.',
  samples: where,
});
export const usernameChanged = defineMail({
  name: 'username-changed',
  description: 'The username was changed, by the owner or by an administrator.',
  samples: { ...where, isOwn: true, before: 'ada', username: 'lovelace' },
});
export const passwordRemoved = defineMail({
  name: 'password-removed',
  description: 'The password opens nothing any more, and the owner is to set another one.',
  samples: { when },
});
export const factorAdded = defineMail({
  name: 'factor-added',
  description: 'A second factor was added.',
  samples: where,
});
export const factorRemoved = defineMail({
  name: 'factor-removed',
  description: 'A second factor was removed.',
  samples: where,
});
export const factorsReset = defineMail({
  name: 'factors-reset',
  description: 'An administrator has removed all second factors.',
  samples: { when },
});
export const recoveryCodeUsed = defineMail({
  name: 'recovery-code-used',
  description: 'A recovery code stood in for the second factor.',
  samples: where,
});
export const recoveryCodesRenewed = defineMail({
  name: 'recovery-codes-renewed',
  description: 'New recovery codes took the place of the old ones.',
  samples: where,
});
export const secondFactorFailed = defineMail({
  name: 'second-factor-failed',
  description: 'A sign-in with the right password has failed at the second factor; at most once a day.',
  samples: where,
});
export const keyCreated = defineMail({
  name: 'key-created',
  description: 'A personal key was made.',
  samples: { ...where, name: 'backup' },
});
export const keyRevoked = defineMail({
  name: 'key-revoked',
  description: 'A personal key was revoked.',
  samples: { ...where, name: 'backup' },
});
export const signInLockedMail = defineMail({
  name: 'sign-in-locked',
  description: 'Wrong passwords or codes have locked sign-in; at most once a day.',
  samples: where,
});
export const accountDeleted = defineMail({
  name: 'account-deleted',
  description: 'The receipt of a deletion.',
  samples: { when, username: 'ada' },
});
