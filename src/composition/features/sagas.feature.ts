import { RetentionJob } from '#application/jobs/retention-job.js';
import { AdvanceSaga } from '#application/sagas/advance-saga.js';
import { ListSagas } from '#application/sagas/list-sagas.js';
import { RetrySaga } from '#application/sagas/retry-saga.js';
import { SagaCatalogue } from '#application/sagas/saga-catalogue.js';
import { Sagas } from '#application/sagas/sagas.js';
import { ShowSaga } from '#application/sagas/show-saga.js';
import { WakeSagas } from '#application/sagas/wake-sagas.js';
import * as errors from '#domain/sagas/errors.js';
import * as events from '#domain/sagas/events.js';
import { manageSagas } from '#domain/sagas/permissions.js';
import {
  MemorySagaQueries,
  MemorySagaRepository,
  sagaRetention as memoryRetention,
} from '#infrastructure/memory/sagas/repository.js';
import {
  PostgresSagaQueries,
  PostgresSagaRepository,
  sagaRetention as postgresRetention,
} from '#infrastructure/postgres/sagas/repository.js';
import { sagaSchema } from '#infrastructure/postgres/sagas/schema.js';
import { stepConditions } from '#infrastructure/system/sagas/step-conditions.js';
import { SagasController } from '#presentation/http/v1/sagas/controller.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { jobsTokens } from './jobs.tokens.js';
import { sagaSettings } from './sagas.settings.js';
import { sagasTokens } from './sagas.tokens.js';

/** Steps at several services that are all taken, or all undone, whatever fails in between. */
export const sagas = defineFeature({
  name: 'sagas',
  settings: [sagaSettings],
  permissions: [manageSagas],
  events: Object.values(events),
  errors: Object.values(errors),
  tags: [{ name: 'sagas', description: 'What takes several steps, at several services' }],
  entities: [sagaSchema],

  bind(wiring) {
    const { catalogue, repository, queries, conditions, listSagas, showSaga, retrySaga } = sagasTokens;
    const { unitOfWork, clock, ids, logger } = platform;
    const { authorizer } = accessTokens;
    const starting = sagasTokens.sagas;
    wiring.instance(catalogue, SagaCatalogue, [contributed.sagas]);
    wiring.value(conditions, stepConditions);
    wiring.instance(starting, Sagas, [catalogue, repository, jobsTokens.jobs, ids, clock]);
    wiring.query(listSagas, ListSagas, [authorizer, queries]);
    wiring.query(showSaga, ShowSaga, [authorizer, repository]);
    wiring.command(retrySaga, RetrySaga, [authorizer, catalogue, repository, starting, unitOfWork, clock]);
    wiring.controller(SagasController, { listSagas, showSaga, retrySaga });
    wiring.contribute(
      'job',
      'sagas.advance',
      (...[known, stored, begun, transactions, time, log, limits]) =>
        new AdvanceSaga({
          catalogue: known,
          repository: stored,
          sagas: begun,
          unitOfWork: transactions,
          clock: time,
          logger: log,
          conditions: limits,
        }),
      [catalogue, repository, starting, unitOfWork, clock, logger, conditions],
    );
    wiring.contribute('job', 'sagas.wake', (...parts) => new WakeSagas(...parts), [
      catalogue,
      repository,
      starting,
      unitOfWork,
      clock,
      logger,
    ]);
    wiring.contribute(
      'job',
      'sagas.remove-old',
      (over, { retentionDays }) => new RetentionJob('sagas.remove-old', over, retentionDays * 86_400),
      [sagasTokens.retention, sagaSettings.token],
    );
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    const { clock } = platform;
    wiring.instance(sagasTokens.repository, MemorySagaRepository, [database, eventAppender, clock]);
    wiring.instance(sagasTokens.queries, MemorySagaQueries, [database]);
    wiring.singleton(sagasTokens.retention, memoryRetention, [database, clock]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(sagasTokens.repository, PostgresSagaRepository, [database, eventAppender]);
    wiring.instance(sagasTokens.queries, PostgresSagaQueries, [database]);
    wiring.singleton(sagasTokens.retention, postgresRetention, [database]);
  },
});
