import { Optional, Text } from '../../validation/decorators.js';
import { AudienceField } from '../sessions/dto.js';
import { EmailField, PasswordField, UsernameField } from '../users/account-fields.js';

/** With either an email or a username; the use case says so when there are both or none. */
export class LogInDto {
  static readonly example = { email: 'ada@example.com', password: 'correct horse battery staple' };

  @Optional()
  @EmailField()
  email?: string;

  @Optional()
  @UsernameField()
  username?: string;

  @PasswordField()
  password!: string;

  @Optional()
  @Text({ max: 128, description: 'As it was given to a device that is remembered.' })
  deviceToken?: string;

  @Optional()
  @AudienceField()
  audience?: string;
}
