import { Optional, Text } from '../../validation/decorators.js';
import { EmailField, NewPasswordField, PasswordField, UsernameField } from '../users/account-fields.js';

export class RegisterDto {
  @EmailField()
  email!: string;

  @UsernameField()
  username!: string;

  @NewPasswordField()
  password!: string;
}

/** With either an email or a username; the use case says so when there are both or none. */
export class LogInDto {
  @Optional()
  @EmailField()
  email?: string;

  @Optional()
  @UsernameField()
  username?: string;

  @PasswordField()
  password!: string;
}

export class RefreshDto {
  @Text({ max: 1024, description: 'As it was issued last.' })
  refreshToken!: string;
}
