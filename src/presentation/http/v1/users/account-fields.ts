import { maxRoles, roleNameForm, roleNameMaxLength } from '#domain/access/role.js';
import { Password, passwordMaxBytes } from '#domain/auth/password.js';
import { passwordMinLength, refuseShort } from '#domain/auth/password-policy.js';
import { displayNameMaxLength } from '#domain/users/display-name.js';
import { Email, emailMaxLength } from '#domain/users/email.js';
import { localeMaxLength } from '#domain/users/locale.js';
import { metadataMaxBytes } from '#domain/users/metadata.js';
import { Username, usernameMaxLength, usernameMinLength } from '#domain/users/username.js';
import { JsonObject, NullableText, Text, TextList } from '../../validation/decorators.js';

/**
 * The fields that describe an account, wherever they occur. The bounds here keep rubbish out; what an email
 * address, a username or a password is, the domain says.
 * @public
 */
export function EmailField(): PropertyDecorator {
  return Text({
    max: emailMaxLength,
    description: 'Compared without regard to case; stored in its canonical form.',
    example: 'ada@example.com',
    schema: { minLength: 3, format: 'email' },
    domain: (value) => Email.parse(value),
  });
}

export function UsernameField(): PropertyDecorator {
  return Text({
    // Code units before composition, so that a decomposed name of the allowed length is not refused here.
    max: 2 * usernameMaxLength,
    description: `${usernameMinLength} to ${usernameMaxLength} letters, digits, ".", "_" and "-", beginning with a letter or digit.`,
    example: 'ada',
    schema: { minLength: usernameMinLength },
    domain: (value) => Username.parse(value),
  });
}

export function DisplayNameField(): PropertyDecorator {
  return NullableText({
    // Code units, of which a character may have several.
    max: 4 * displayNameMaxLength,
    description: `What to call the user: 1 to ${displayNameMaxLength} characters, or null.`,
    example: 'Ada Lovelace',
  });
}

export function LocaleField(): PropertyDecorator {
  return NullableText({
    max: localeMaxLength,
    description: 'The language that messages are written in: a tag of BCP 47, or null.',
    example: 'de-AT',
  });
}

export function MetadataField(): PropertyDecorator {
  return JsonObject({
    description: `What an application keeps with the account: at most ${metadataMaxBytes} bytes of JSON.`,
    example: { customerNumber: 4711 },
  });
}

/** For a password that is being set. */
export function NewPasswordField(): PropertyDecorator {
  return Text({
    max: passwordMaxBytes,
    description: `At least ${passwordMinLength} characters and at most ${passwordMaxBytes} bytes; not a common one.`,
    example: 'correct horse battery staple',
    schema: { minLength: passwordMinLength, format: 'password' },
    domain: (value) => refuseShort(Password.parse(value)),
  });
}

/** For a password that is being proved: no rule that the stored one may not have known. */
export function PasswordField(): PropertyDecorator {
  return Text({
    max: passwordMaxBytes,
    example: 'correct horse battery staple',
    schema: { minLength: 1, format: 'password' },
  });
}

/** Which roles there are, the catalogue knows. */
export function RolesField(): PropertyDecorator {
  return TextList({
    maxItems: maxRoles,
    max: roleNameMaxLength,
    description: 'Each at most as powerful as the caller.',
    example: ['user'],
    schema: { minItems: 1, items: { type: 'string', maxLength: roleNameMaxLength, pattern: roleNameForm } },
  });
}
