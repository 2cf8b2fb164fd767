import type { LogInResult } from '#application/auth/log-in.js';
import { named, objectOf } from '../../routing/json-schema.js';
import { presentTokens, tokenProperties } from '../sessions/tokens-presenter.js';
import { presentUser, userSchema } from '../users/user-presenter.js';

export const loginSchema = named('Login', objectOf({ ...tokenProperties, user: userSchema }));

export function presentLogin(login: LogInResult) {
  return { ...presentTokens(login), user: presentUser(login.user) };
}
