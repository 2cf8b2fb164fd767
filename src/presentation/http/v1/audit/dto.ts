import { Optional, Text } from '../../validation/decorators.js';
import { InstantParameter, IntegerParameter, UuidParameter } from '../../validation/query-decorators.js';
import { cursorMaxLength, defaultPageSize, maxPageSize } from '../shared/lists.js';

export class ReadAuditLogQueryDto {
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

  @Optional()
  @Text({ max: cursorMaxLength, description: 'Empty for the first page, then `meta.nextCursor`.' })
  cursor?: string;

  @Optional()
  @IntegerParameter({ min: 1, max: maxPageSize, default: defaultPageSize })
  limit?: number;
}
