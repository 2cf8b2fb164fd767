import { EmailField, NewPasswordField, UsernameField } from './account-fields.js';

/** Of whoever makes an account of their own. @public */
export class RegisterDto {
  @EmailField()
  email!: string;

  @UsernameField()
  username!: string;

  @NewPasswordField()
  password!: string;
}
