import type { ListSagas } from '#application/sagas/list-sagas.js';
import type { RetrySaga } from '#application/sagas/retry-saga.js';
import type { SagaCatalogue } from '#application/sagas/saga-catalogue.js';
import type { SagaQueries } from '#application/sagas/saga-queries.js';
import type { Sagas } from '#application/sagas/sagas.js';
import type { ShowSaga } from '#application/sagas/show-saga.js';
import type { StepConditions } from '#application/sagas/step-conditions.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { SagaRepository } from '#domain/sagas/saga-repository.js';
import { token } from '../token.js';

export const sagasTokens = {
  sagas: token<Sagas>('Sagas'),
  catalogue: token<SagaCatalogue>('SagaCatalogue'),
  repository: token<SagaRepository>('SagaRepository'),
  queries: token<SagaQueries>('SagaQueries'),
  conditions: token<StepConditions>('StepConditions'),
  retention: token<Retention>('sagas.retention'),
  listSagas: token<Executes<ListSagas>>('ListSagas'),
  showSaga: token<Executes<ShowSaga>>('ShowSaga'),
  retrySaga: token<Executes<RetrySaga>>('RetrySaga'),
};
