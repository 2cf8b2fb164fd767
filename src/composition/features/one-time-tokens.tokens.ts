import type { OneTimeTokenStore } from '#application/one-time-tokens/one-time-token-store.js';
import type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
import type { Retention } from '#application/shared/retention.js';
import { token } from '../token.js';

export const oneTimeTokensTokens = {
  tokens: token<OneTimeTokens>('oneTimeTokens.tokens'),
  store: token<OneTimeTokenStore>('oneTimeTokens.store'),
  retention: token<Retention>('oneTimeTokens.retention'),
};
