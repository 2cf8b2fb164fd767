import { Optional } from '../../validation/decorators.js';
import { EmailField, NewPasswordField, PasswordField, UsernameField } from './account-fields.js';

export class RegisterDto {
  @EmailField()
  email!: string;

  @UsernameField()
  username!: string;

  @NewPasswordField()
  password!: string;
}

export class ChangeMyAccountDto {
  @Optional()
  @EmailField()
  email?: string;

  @Optional()
  @UsernameField()
  username?: string;
}

export class DeleteMyAccountDto {
  @PasswordField()
  password!: string;
}

export class ChangeMyPasswordDto {
  @PasswordField()
  currentPassword!: string;

  @NewPasswordField()
  newPassword!: string;
}
