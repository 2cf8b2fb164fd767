import { eraseAccounts, accountErasure as saga } from '#application/account-erasure/account-erasure.js';
import { WhenAUserIsDeletedEraseThemElsewhere } from '#application/account-erasure/when-a-user-is-deleted-erase-them-elsewhere.js';
import * as events from '#domain/account-erasure/events.js';
import { integer } from '#infrastructure/configuration/setting.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { sagasTokens } from './sagas.tokens.js';
import { serviceClientTokens } from './service-client.tokens.js';
import { requireServices, serviceNames } from './service-names.js';

const settings = defineSettings('Erasure elsewhere', {
  services: serviceNames(
    'ERASURE_SERVICES',
    'Services that have to confirm, when an account is deleted, that they keep nothing more of it. Each is named in `SERVICES`.',
  ),
  days: integer('ERASURE_DAYS', {
    from: 1,
    to: 365,
    default: 14,
    unit: 'd',
    meaning: 'For which a service is asked that has not confirmed; then somebody has to look after it.',
    example: 21,
  }),
});

/** Other services confirm that they keep nothing more of deleted accounts. */
export const accountErasure = defineFeature({
  name: 'account-erasure',
  settings: [settings],
  events: Object.values(events),

  bind(wiring) {
    const { services, days } = wiring.settings(settings);
    if (services.length === 0) return;
    const { client } = serviceClientTokens;
    wiring.contribute('saga', saga, (called) => eraseAccounts(services, days, called), [client]);
    wiring.contribute(
      'subscription',
      'account-erasure',
      (sagas) => new WhenAUserIsDeletedEraseThemElsewhere(sagas),
      [sagasTokens.sagas],
    );
    wiring.contribute(
      'first-start step',
      'services that erase accounts',
      (called) => ({ run: async () => requireServices('ERASURE_SERVICES', services, called) }),
      [client],
    );
  },
});
