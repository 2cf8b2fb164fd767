import { TokenField } from '../one-time-tokens/token-field.js';
import { EmailField } from '../users/account-fields.js';

export class EmailDto {
  @EmailField()
  email!: string;
}

export class TokenDto {
  @TokenField()
  token!: string;
}
