import { type DeliveryState, deliveryStates } from '#application/webhooks/delivery-desk.js';
import { maxPatterns } from '#domain/webhooks/event-types.js';
import { descriptionMaxLength } from '#domain/webhooks/webhook.js';
import { Flag, NullableText, OneOf, Optional, Text, TextList } from '../../validation/decorators.js';
import { InstantParameter } from '../../validation/query-decorators.js';
import { IdParams } from '../shared/id-params.js';
import { CursorQueryDto } from '../shared/lists.js';

const url = {
  max: 2_048,
  description: 'Where events are sent: `https`, at a public address, without user name and password.',
  example: 'https://hooks.example.com/gatehouse',
};
const types = {
  maxItems: maxPatterns,
  max: 200,
  description: 'Types of events, or how they begin, such as `user.*`, or `*` for all.',
  example: ['user.*'],
};

const tenantId = {
  max: 64,
  description: 'The tenant whose webhooks are meant; absent for those of the whole service.',
  schema: { format: 'uuid' },
};

export class ListWebhooksQueryDto {
  @Optional()
  @Text(tenantId)
  tenantId?: string;
}

export class CreateWebhookDto {
  @Text(url)
  url!: string;

  @TextList(types)
  types!: string[];

  @Optional()
  @NullableText({ max: descriptionMaxLength, example: 'Customer database' })
  description?: string | null;

  @Optional()
  @Flag({ description: 'True unless said. One that is not active gets nothing.' })
  isActive?: boolean;

  @Optional()
  @Text({
    ...tenantId,
    description: 'Whose it is, and what it is told about; absent for the whole service.',
    example: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41',
  })
  tenantId?: string;
}

export class ChangeWebhookDto {
  @Optional()
  @Text(url)
  url?: string;

  @Optional()
  @TextList(types)
  types?: string[];

  @Optional()
  @NullableText({ max: descriptionMaxLength, example: 'Customer database' })
  description?: string | null;

  @Optional()
  @Flag()
  isActive?: boolean;
}

export class ListDeliveriesQueryDto extends CursorQueryDto {
  @Optional()
  @OneOf(deliveryStates)
  status?: DeliveryState;
}

export class DeliveryParams extends IdParams {
  @Text({ max: 64, example: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a42', schema: { format: 'uuid' } })
  did!: string;
}

export class ReplayDto {
  static readonly example = { from: '2026-11-26T09:00:00Z' };

  @InstantParameter({ description: 'No longer ago than events are kept.' })
  from!: Date;

  @Optional()
  @InstantParameter({ description: 'Not included; absent for now.' })
  to?: Date;
}
