import { Password } from '#domain/auth/password.js';
import { Email } from '#domain/users/email.js';
import { Username } from '#domain/users/username.js';
import { InvalidValue, list, parsedText } from '#infrastructure/configuration/setting.js';
import { isDefaultSecret } from '#infrastructure/configuration/weak-secrets.js';
import { defineSettings } from '../define-settings.js';

export const accountSettings = defineSettings('Accounts', {
  reservedUsernames: list('RESERVED_USERNAMES', (text) => Username.parse(text).value, {
    meaning:
      'Usernames that nobody takes for themselves, beside the well-known ones such as `admin`, `support` and `postmaster`.',
    example: 'acme,acme-support',
  }),
});

export const firstAdminSettings = defineSettings('First administrator', {
  email: parsedText('ADMIN_EMAIL', (text: string) => Email.parse(text).value, {
    meaning: 'Makes the first administrator at start, unless there is one.',
    example: 'admin@example.com',
  }),
  username: parsedText('ADMIN_USERNAME', (text: string) => Username.parse(text).value, {
    default: 'admin',
    meaning: 'Username of the first administrator.',
    example: 'root',
  }),
  password: parsedText('ADMIN_PASSWORD', (text: string) => Password.parse(text).value, {
    isTrimmed: false,
    isSecret: true,
    meaning: 'Password of the first administrator. Outside production a random one is made and printed once.',
    example: '<a long one>',
    production: {
      isRequiredWith: 'ADMIN_EMAIL',
      check: refuseDefaultPassword,
      rule: 'required when `ADMIN_EMAIL` is set; default passwords are refused',
    },
  }),
});

function refuseDefaultPassword(password: string): void {
  if (!isDefaultSecret(password)) return;
  throw new InvalidValue('is a default password, which production refuses', 'Choose a password of your own.');
}
