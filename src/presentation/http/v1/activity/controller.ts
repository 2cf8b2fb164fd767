import type { CountSignIns } from '#application/activity/count-sign-ins.js';
import type { ShowUserActivity } from '#application/activity/show-user-activity.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { userNotFound } from '#domain/users/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, ok, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { DaysQueryDto } from './dto.js';
import { totalDaySchema, userDaySchema } from './presenter.js';

export interface ActivityUseCases {
  readonly showUserActivity: Executes<ShowUserActivity>;
  readonly countSignIns: Executes<CountSignIns>;
}

const reading = {
  method: 'GET',
  tag: 'activity',
  access: 'signed-in',
  rateLimit: 'lists',
  isCompressible: true,
  query: DaysQueryDto,
} as const;

export class ActivityController implements Controller {
  constructor(private readonly useCases: ActivityUseCases) {}

  routes() {
    return [
      route({
        ...reading,
        url: '/api/v1/users/:id/activity',
        operationId: 'showUserActivity',
        summary: 'Count the sign-ins of a user by day',
        permission: 'users:read, or self',
        params: IdParams,
        responses: { 200: { description: 'One entry for each day.', schema: arrayOf(userDaySchema) } },
        errors: [forbidden, userNotFound],
        handle: async ({ params: { id }, query: { from, to } }, context) =>
          ok(await this.useCases.showUserActivity.execute({ id, from, to }, context)),
      }),
      route({
        ...reading,
        url: '/api/v1/stats/sign-ins',
        operationId: 'countSignIns',
        summary: 'Count the sign-ins of all users by day',
        permission: 'users:read',
        responses: { 200: { description: 'One entry for each day.', schema: arrayOf(totalDaySchema) } },
        errors: [forbidden],
        handle: async ({ query: { from, to } }, context) =>
          ok(await this.useCases.countSignIns.execute({ from, to }, context)),
      }),
    ];
  }
}
