import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import { manageJobs } from '#domain/jobs/permissions.js';
import { parseId } from '#domain/shared/ids.js';
import type { JobDesk } from './job-desk.js';
import { requireDone } from './require-done.js';

export interface RetryJobCommand {
  readonly id: string;
}

export class RetryJob {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly desk: JobDesk,
  ) {}

  /**
   * Has a job tried at once, a dead letter once more.
   * @throws AppError FORBIDDEN without `jobs:manage`; VALIDATION_ERROR; JOB_NOT_FOUND, JOB_RUNNING, JOB_DUPLICATE.
   */
  async execute({ id }: RetryJobCommand, context: RequestContext): Promise<void> {
    await this.authorizer.require(context, manageJobs);
    requireDone(await this.desk.retry(parseId(id, 'id')));
  }
}
