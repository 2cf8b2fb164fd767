import { type SagaState, sagaStates } from '#domain/sagas/saga.js';
import { OneOf, Optional, Text } from '../../validation/decorators.js';
import { CursorQueryDto } from '../shared/lists.js';

export class ListSagasQueryDto extends CursorQueryDto {
  @Optional()
  @OneOf(sagaStates)
  state?: SagaState;

  @Optional()
  @Text({ max: 128, example: 'tenant-provisioning' })
  name?: string;
}
