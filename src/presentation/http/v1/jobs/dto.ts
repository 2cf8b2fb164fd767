import { type JobState, jobStates } from '#application/jobs/job-desk.js';
import { OneOf, Optional, Text } from '../../validation/decorators.js';
import { CursorQueryDto } from '../shared/lists.js';

export class ListJobsQueryDto extends CursorQueryDto {
  @Optional()
  @OneOf(jobStates)
  state?: JobState;

  @Optional()
  @Text({ max: 128, example: 'mail.send' })
  queue?: string;
}
