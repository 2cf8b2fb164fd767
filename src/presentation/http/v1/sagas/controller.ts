import type { ListSagas } from '#application/sagas/list-sagas.js';
import type { RetrySaga } from '#application/sagas/retry-saga.js';
import type { ShowSaga } from '#application/sagas/show-saga.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { sagaNotFound, sagaNotParked } from '#domain/sagas/errors.js';
import { versionConflict } from '#domain/shared/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, noContent, ok, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import { ListSagasQueryDto } from './dto.js';
import { sagaSchema } from './presenter.js';

export interface SagasUseCases {
  readonly listSagas: Executes<ListSagas>;
  readonly showSaga: Executes<ShowSaga>;
  readonly retrySaga: Executes<RetrySaga>;
}

const url = '/api/v1/sagas';
const managed = { tag: 'sagas', access: 'signed-in', permission: 'sagas:manage' } as const;

export class SagasController implements Controller {
  constructor(private readonly useCases: SagasUseCases) {}

  routes() {
    return [
      route({
        ...managed,
        method: 'GET',
        url,
        operationId: 'listSagas',
        summary: 'List sagas, newest first',
        rateLimit: 'lists',
        query: ListSagasQueryDto,
        responses: {
          200: {
            description: 'A page of sagas, with what has become of each step.',
            schema: arrayOf(sagaSchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [forbidden],
        handle: async ({ query }, context) => {
          const { cursor, limit = defaultPageSize, ...filter } = query;
          const window = { cursor: cursor || null, limit };
          const page = await this.useCases.listSagas.execute({ filter, ...window }, context);
          return cursorPage(url, filter, window, page);
        },
      }),
      route({
        ...managed,
        method: 'GET',
        url: `${url}/:id`,
        operationId: 'showSaga',
        summary: 'Show a saga',
        params: IdParams,
        responses: { 200: { description: 'With what has become of each step.', schema: sagaSchema } },
        errors: [forbidden, sagaNotFound],
        handle: async ({ params }, context) => ok(await this.useCases.showSaga.execute(params, context)),
      }),
      route({
        ...managed,
        method: 'POST',
        url: `${url}/:id/retry`,
        operationId: 'retrySaga',
        summary: 'Have a parked saga go on from where it stood',
        params: IdParams,
        responses: { 204: { description: 'What has failed is tried again at once.' } },
        errors: [forbidden, sagaNotFound, sagaNotParked, versionConflict],
        handle: ({ params }, context) => noContent(this.useCases.retrySaga.execute(params, context)),
      }),
    ];
  }
}
