import { sequenceLength } from '#application/events/cloud-event.js';
import { Optional, property, Text } from '../../validation/decorators.js';
import { IntegerParameter, parameter } from '../../validation/query-decorators.js';

export const defaultEventLimit = 100;
const maxEventLimit = 500;
const maxTypes = 50;
const maxWaitSeconds = 30;

const sequenceForm = new RegExp(`^\\d{1,${sequenceLength}}$`);
export const sequenceFault = 'must be the `sequence` of an event, or `meta.next`';

/** Null for what is no position in the log. */
export function parseSequence(text: string): number | null {
  const position = sequenceForm.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(position) ? position : null;
}

function SequenceParameter(description: string): PropertyDecorator {
  return parameter(
    parseSequence,
    property(
      (value) => (typeof value === 'number' ? null : sequenceFault),
      { type: 'string', pattern: sequenceForm.source },
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
