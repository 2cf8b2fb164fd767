import { allRoles } from '#domain/access/role.js';
import { passwordMaxBytes } from '#domain/auth/password.js';
import { passwordMinLength } from '#domain/auth/password-policy.js';
import { emailMaxLength } from '#domain/users/email.js';
import { usernameMaxLength, usernameMinLength } from '#domain/users/username.js';
import { Text, TextList } from '../../validation/decorators.js';

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
  });
}

export function UsernameField(): PropertyDecorator {
  return Text({
    // Code units before composition, so that a decomposed name of the allowed length is not refused here.
    max: 2 * usernameMaxLength,
    description: `${usernameMinLength} to ${usernameMaxLength} letters, digits, ".", "_" and "-", beginning with a letter or digit.`,
    example: 'ada',
    schema: { minLength: usernameMinLength },
  });
}

/** For a password that is being set. */
export function NewPasswordField(): PropertyDecorator {
  return Text({
    max: passwordMaxBytes,
    description: `At least ${passwordMinLength} characters and at most ${passwordMaxBytes} bytes; not a common one.`,
    example: 'correct horse battery staple',
    schema: { minLength: passwordMinLength, format: 'password' },
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

export function RolesField(): PropertyDecorator {
  return TextList({
    maxItems: allRoles.length * 2,
    max: 32,
    description: 'Each at most as powerful as the caller.',
    example: ['user'],
    schema: { minItems: 1, items: { type: 'string', maxLength: 32, enum: allRoles } },
  });
}
