import { positionOf, sequenceLength } from '#application/events/cloud-event.js';
import { Optional, property, Text } from '../../validation/decorators.js';
import { IntegerParameter, parameter } from '../../validation/query-decorators.js';

export const defaultEventLimit = 100;
const maxEventLimit = 500;
const maxTypes = 50;
const maxWaitSeconds = 30;

export const sequenceFault = 'must be the `sequence` of an event, or `meta.next`';

function SequenceParameter(description: string): PropertyDecorator {
  return parameter(
    positionOf,
    property(
      (value) => (typeof value === 'number' ? null : sequenceFault),
      { type: 'string', pattern: `^\\d{1,${sequenceLength}}$` },
      { description, example: '0000000000000000' },
    ),
  );
}

function TypesParameter(): PropertyDecorator {
  return parameter(
    (text) => text.split(','),
    property(
      (value) =>
        Array.isArray(value) && value.length <= maxTypes
          ? null
          : `must be at most ${maxTypes} types, separated by commas`,
      { type: 'string' },
      { description: 'These only, separated by commas.', example: 'user.registered,user.deleted' },
    ),
  );
}

class EventFilterDto {
  @Optional()
  @TypesParameter()
  types?: readonly string[];

  @Optional()
  @Text({ max: 256, description: 'What happened to this user, session or the like only.' })
  subject?: string;
}

export class ReadEventsQueryDto extends EventFilterDto {
  @Optional()
  @SequenceParameter('Behind this one; without it from the oldest on that is kept.')
  after?: number;

  @Optional()
  @IntegerParameter({ min: 1, max: maxEventLimit, default: defaultEventLimit })
  limit?: number;

  @Optional()
  @IntegerParameter({
    min: 0,
    max: maxWaitSeconds,
    default: 0,
    description: 'For so many seconds an answer without events waits for the next one.',
  })
  wait?: number;
}

export class StreamEventsQueryDto extends EventFilterDto {
  @Optional()
  @SequenceParameter('Behind this one; without it, and without `Last-Event-ID`, from now on.')
  after?: number;
}

export class SubscriptionParams {
  @Text({ max: 128, example: 'audit-log' })
  name!: string;
}

export class DeadLetterParams extends SubscriptionParams {
  @Text({
    max: 64,
    description: 'Of the event.',
    example: '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41',
    schema: { format: 'uuid' },
  })
  id!: string;
}
