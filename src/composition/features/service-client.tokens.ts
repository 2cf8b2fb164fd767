import type { ServiceBreakers } from '#application/service-client/service-breakers.js';
import type { ServiceClient } from '#application/shared/service-client.js';
import type { HttpServiceClient } from '#infrastructure/http-client/service-client/http-service-client.js';
import type { SrvLookup } from '#infrastructure/http-client/service-client/srv-lookup.js';
import type { ServiceTokens } from '#infrastructure/jwt/service-client/service-tokens.js';
import { token } from '../token.js';

export const serviceClientTokens = {
  client: token<ServiceClient>('ServiceClient'),
  breakers: token<ServiceBreakers>('ServiceBreakers'),
  http: token<HttpServiceClient>('HttpServiceClient'),
  srvLookup: token<SrvLookup>('SrvLookup'),
  tokens: token<ServiceTokens>('ServiceTokens'),
};
