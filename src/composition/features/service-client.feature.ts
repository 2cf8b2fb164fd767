import { serviceUnavailable } from '#application/shared/service-client.js';
import { DnsSrvLookup } from '#infrastructure/http-client/service-client/srv-lookup.js';
import { ServiceTokens } from '#infrastructure/jwt/service-client/service-tokens.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { defineFeature } from '../define-feature.js';
import type { ValuesOf } from '../define-settings.js';
import { platform } from '../platform/platform.tokens.js';
import { serviceClientSettings } from './service-client.settings.js';
import { serviceClientTokens } from './service-client.tokens.js';
import { accessTokenSettings } from './sessions.settings.js';
import { signingKeysTokens } from './signing-keys.tokens.js';

/** Calls of other services: where they are, who calls, and what happens when they do not answer. */
export const serviceClient = defineFeature({
  name: 'service-client',
  settings: [serviceClientSettings],
  errors: [serviceUnavailable],

  bind(wiring) {
    const { client, breakers, http, srvLookup, tokens } = serviceClientTokens;
    const settings = wiring.settings(serviceClientSettings);
    const { issuer, audience } = wiring.settings(accessTokenSettings);
    const audienceOf = audiencesOf(settings, audience);
    wiring.instance(srvLookup, DnsSrvLookup, []);
    wiring.singleton(tokens, (keys, clock, ids) => new ServiceTokens(keys, clock, ids, issuer), [
      signingKeysTokens.ring,
      platform.clock,
      platform.ids,
    ]);
    wiring.singleton(
      http,
      async (lookup, issued, transaction, logger) => {
        // Takes its time to load, and is of no use where nobody calls anything.
        const { HttpServiceClient } = await import(
          '#infrastructure/http-client/service-client/http-service-client.js'
        );
        return new HttpServiceClient(optionsOf(settings), {
          lookup,
          authorization: async (service) => `Bearer ${await issued.tokenFor(audienceOf(service))}`,
          transaction,
          logger,
        });
      },
      [srvLookup, tokens, platform.currentTransaction, platform.logger],
      (calling) => calling.close(),
    );
    wiring.singleton(client, (calling) => calling, [http]);
    wiring.singleton(breakers, (calling) => calling, [http]);
  },
});

type Values = ValuesOf<typeof serviceClientSettings>;

function optionsOf(values: Values) {
  return {
    services: values.services,
    concurrency: values.concurrency,
    attemptMs: values.attemptSeconds * 1000,
    totalMs: values.totalSeconds * 1000,
    retries: values.retries,
    breaker: {
      thresholdPercent: values.breakerPercent,
      minAttempts: values.breakerMinAttempts,
      resetMs: values.breakerResetSeconds * 1000,
    },
  };
}

/** @throws OperatorError for an entry that cannot be meant. */
function audiencesOf({ services, audiences }: Values, own: string): (service: string) => string {
  const byService = new Map(services.map(({ service }) => [service, service]));
  for (const { service, audience } of audiences) {
    if (!byService.has(service))
      throw new OperatorError(`SERVICE_AUDIENCES has the entry ${service}, which SERVICES does not name`);
    byService.set(service, audience);
  }
  for (const [service, audience] of byService) {
    if (audience === own)
      throw new OperatorError(
        `The audience of the service ${service} is that of this service itself (TOKEN_AUDIENCE): give it another one in SERVICE_AUDIENCES`,
      );
  }
  return (service) => byService.get(service) ?? service;
}
