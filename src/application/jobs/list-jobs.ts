import type { Authorizer } from '#application/access/authorizer.js';
import type { CursorPage } from '#application/shared/pages.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { manageJobs } from '#domain/jobs/permissions.js';
import type { JobDesk, JobFilter, JobView } from './job-desk.js';

export interface ListJobsQuery {
  readonly filter: JobFilter;
  /** The id of the last one that is known; null for the first page. */
  readonly cursor: string | null;
  readonly limit: number;
}

export class ListJobs {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly desk: JobDesk,
  ) {}

  /** @throws AppError FORBIDDEN without `jobs:manage`; VALIDATION_ERROR for what is no cursor. */
  async execute(query: ListJobsQuery, context: RequestContext): Promise<CursorPage<JobView>> {
    await this.authorizer.require(context, manageJobs);
    return this.desk.list(query.filter, query.cursor, query.limit);
  }
}
