import { Optional, Text } from '../../validation/decorators.js';
import { IdOrNameParameter, InstantParameter, UuidParameter } from '../../validation/query-decorators.js';
import { CursorQueryDto } from '../shared/lists.js';

export class ReadAuditLogQueryDto extends CursorQueryDto {
  @Optional()
  @UuidParameter({ description: 'Who did it.' })
  actor?: string;

  @Optional()
  @IdOrNameParameter({
    description:
      'To whom or what it was done: `targetId` of the entries, which is an id, or the name of a role or permission.',
    example: 'editor',
  })
  target?: string;

  @Optional()
  @Text({ max: 64, example: 'user.registered' })
  action?: string;

  @Optional()
  @InstantParameter({ description: 'Inclusive.' })
  from?: Date;

  @Optional()
  @InstantParameter({ description: 'Exclusive.' })
  to?: Date;
}
