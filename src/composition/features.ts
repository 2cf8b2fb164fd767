import { pathToFileURL } from 'node:url';
import type { Feature } from './define-feature.js';
import { access } from './features/access.feature.js';
import { accountErasure } from './features/account-erasure.feature.js';
import { accountPages } from './features/account-pages.feature.js';
import { activity } from './features/activity.feature.js';
import { audit } from './features/audit.feature.js';
import { auth } from './features/auth.feature.js';
import { brokers } from './features/brokers.feature.js';
import { concealedRegistration } from './features/concealed-registration.feature.js';
import { dataExport } from './features/data-export.feature.js';
import { docs } from './features/docs.feature.js';
import { emailAddresses } from './features/email-addresses.feature.js';
import { errorPages } from './features/error-pages.feature.js';
import { events } from './features/events.feature.js';
import { frontPage } from './features/front-page.feature.js';
import { health } from './features/health.feature.js';
import { idempotency } from './features/idempotency.feature.js';
import { jobs } from './features/jobs.feature.js';
import { kafka } from './features/kafka.feature.js';
import { mail } from './features/mail.feature.js';
import { mailRequests } from './features/mail-requests.feature.js';
import { mailedCodes } from './features/mailed-codes.feature.js';
import { mfa } from './features/mfa.feature.js';
import { notices } from './features/notices.feature.js';
import { oneTimeTokens } from './features/one-time-tokens.feature.js';
import { rabbitmq } from './features/rabbitmq.feature.js';
import { recovery } from './features/recovery.feature.js';
import { sagas } from './features/sagas.feature.js';
import { serviceAccounts } from './features/service-accounts.feature.js';
import { serviceClient } from './features/service-client.feature.js';
import { sessions } from './features/sessions.feature.js';
import { signingKeys } from './features/signing-keys.feature.js';
import { tenantProvisioning } from './features/tenant-provisioning.feature.js';
import { tenants } from './features/tenants.feature.js';
import { userTransfer } from './features/user-transfer.feature.js';
import { users } from './features/users.feature.js';
import { webhooks } from './features/webhooks.feature.js';
import { packageFolder } from './package-folder.js';
import { cache } from './platform/cache.feature.js';
import { encryption } from './platform/encryption.feature.js';
import { http } from './platform/http.feature.js';
import { logging } from './platform/logging.feature.js';
import { memory } from './platform/memory.feature.js';
import { postgres } from './platform/postgres.feature.js';
import { redis } from './platform/redis.feature.js';
import { runtime } from './platform/runtime.feature.js';
import { storage } from './platform/storage.feature.js';

/** What the others stand on. */
const platform = [runtime, logging, http, storage, postgres, memory, encryption, cache, redis];

/** Where files of all the built-in features are. */
const folders = {
  migrations: new URL('../../migrations/', import.meta.url),
  mailTemplates: pathToFileURL(packageFolder('mails/')),
};

/** The built-in features. A line here, and the manifest that it names, are all that makes one known. */
export const builtInFeatures: readonly Feature[] = [
  ...platform,
  auth,
  users,
  userTransfer,
  sessions,
  serviceAccounts,
  mfa,
  access,
  audit,
  activity,
  events,
  idempotency,
  jobs,
  signingKeys,
  mail,
  accountPages,
  oneTimeTokens,
  mailRequests,
  recovery,
  emailAddresses,
  mailedCodes,
  concealedRegistration,
  notices,
  tenants,
  dataExport,
  webhooks,
  brokers,
  rabbitmq,
  kafka,
  serviceClient,
  sagas,
  tenantProvisioning,
  accountErasure,
  health,
  docs,
  errorPages,
  frontPage,
].map((feature) => ({ ...folders, ...feature }));
