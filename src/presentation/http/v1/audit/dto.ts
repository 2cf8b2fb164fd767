import { Optional, Text } from '../../validation/decorators.js';
import { InstantParameter, UuidParameter } from '../../validation/query-decorators.js';
import { CursorQueryDto } from '../shared/lists.js';

export class ReadAuditLogQueryDto extends CursorQueryDto {
  @Optional()
  @UuidParameter({ description: 'Who did it.' })
  actor?: string;

  @Optional()
  @UuidParameter({ description: 'To whom or what it was done.' })
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
