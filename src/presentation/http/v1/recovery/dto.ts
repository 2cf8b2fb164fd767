import { TokenField } from '../one-time-tokens/token-field.js';
import { EmailField, NewPasswordField } from '../users/account-fields.js';

export class ForgotPasswordDto {
  @EmailField()
  email!: string;
}

export class ResetPasswordDto {
  @TokenField()
  token!: string;

  @NewPasswordField()
  newPassword!: string;
}
