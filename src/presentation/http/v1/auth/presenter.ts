import type { LogInResult } from '#application/auth/log-in.js';
import type { TokensView } from '#application/sessions/token-issuer.js';
import { count, named, objectOf, text } from '../../routing/json-schema.js';
import { presentUser, userSchema } from '../users/user-presenter.js';

const tokenProperties = {
  accessToken: { ...text, description: 'A JWT (RFC 9068).' },
  refreshToken: { ...text, description: 'Opaque; good for one use.' },
  tokenType: { type: 'string', enum: ['Bearer'] },
  expiresIn: { ...count, description: 'Seconds.', examples: [900] },
  refreshExpiresIn: { ...count, description: 'Seconds.', examples: [2592000] },
};

export const tokensSchema = named('Tokens', objectOf(tokenProperties));
export const loginSchema = named('Login', objectOf({ ...tokenProperties, user: userSchema }));

export function presentTokens(tokens: TokensView) {
  return {
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    tokenType: tokens.tokenType,
    expiresIn: tokens.expiresIn,
    refreshExpiresIn: tokens.refreshExpiresIn,
  };
}

export function presentLogin(login: LogInResult) {
  return { ...presentTokens(login), user: presentUser(login.user) };
}
