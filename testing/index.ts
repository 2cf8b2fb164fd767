/** What tests of features are made of, here and elsewhere. */
export { CheapPasswordHasher } from './cheap-password-hasher.js';
export { type E2eOptions, E2eService, type SignedIn } from './e2e-service.js';
export { FakeClock } from './fake-clock.js';
export { FakeAnswer, FakeServices, type ServiceAnswer, type ServiceCall } from './fake-services.js';
export { HttpClient, type Reply, type RequestOptions } from './http-client.js';
export { aSessionId, aTenantId, aUserId, testIds } from './ids.js';
export { aRecordingLogger, silentLogger } from './loggers.js';
export { overriding } from './overriding.js';
export { describeOnEveryStore, type Store } from './stores.js';
export {
  createBlankDatabase,
  createTestDatabase,
  type DatabaseTarget,
  databaseTargets,
  type TestDatabase,
} from './test-database.js';
export { TestKit } from './test-kit.js';
