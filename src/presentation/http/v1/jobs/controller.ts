import type { DeleteJob } from '#application/jobs/delete-job.js';
import type { ListJobs } from '#application/jobs/list-jobs.js';
import type { RetryJob } from '#application/jobs/retry-job.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { jobDuplicate, jobNotFound, jobRunning } from '#domain/jobs/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, noContent, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import { ListJobsQueryDto } from './dto.js';
import { jobSchema } from './presenter.js';

export interface JobsUseCases {
  readonly listJobs: Executes<ListJobs>;
  readonly retryJob: Executes<RetryJob>;
  readonly deleteJob: Executes<DeleteJob>;
}

const url = '/api/v1/jobs';
const managed = { tag: 'jobs', access: 'signed-in', permission: 'jobs:manage' } as const;

export class JobsController implements Controller {
  constructor(private readonly useCases: JobsUseCases) {}

  routes() {
    return [
      route({
        ...managed,
        method: 'GET',
        url,
        operationId: 'listJobs',
        summary: 'List jobs that are not done, newest first',
        rateLimit: 'lists',
        query: ListJobsQueryDto,
        responses: {
          200: {
            description: 'A page of jobs, without what they are about.',
            schema: arrayOf(jobSchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [forbidden],
        handle: async ({ query }, context) => {
          const { cursor, limit = defaultPageSize, ...filter } = query;
          const window = { cursor: cursor || null, limit };
          const page = await this.useCases.listJobs.execute({ filter, ...window }, context);
          return cursorPage(url, filter, window, page);
        },
      }),
      route({
        ...managed,
        method: 'POST',
        url: `${url}/:id/retry`,
        operationId: 'retryJob',
        summary: 'Have a job tried at once, one that has failed for good once more',
        params: IdParams,
        responses: { 204: { description: 'It is tried as soon as there is room for it.' } },
        errors: [forbidden, jobNotFound, jobRunning, jobDuplicate],
        handle: ({ params }, context) => noContent(this.useCases.retryJob.execute(params, context)),
      }),
      route({
        ...managed,
        method: 'DELETE',
        url: `${url}/:id`,
        operationId: 'deleteJob',
        summary: 'Give a job up that is not running',
        params: IdParams,
        responses: { 204: { description: 'Deleted.' } },
        errors: [forbidden, jobNotFound, jobRunning],
        handle: ({ params }, context) => noContent(this.useCases.deleteJob.execute(params, context)),
      }),
    ];
  }
}
