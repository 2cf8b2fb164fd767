import { positionOf, sequenceOf, toCloudEvent } from '#application/events/cloud-event.js';
import type { EventFilter } from '#application/events/event-feed.js';
import type { ReadEventsQuery } from '#application/events/read-events.js';
import { forbidden } from '#domain/access/errors.js';
import { invalidField } from '#domain/shared/validation.js';
import { arrayOf, flag, text } from '../../routing/json-schema.js';
import { type Controller, ok, route } from '../../routing/route.js';
import { defaultEventLimit, ReadEventsQueryDto, StreamEventsQueryDto, sequenceFault } from './dto.js';
import type { EventReaders } from './event-readers.js';
import { cloudEventSchema, eventStreamSchema } from './presenter.js';

const url = '/api/v1/events';
const reading = {
  tag: 'events',
  access: 'signed-in',
  permission: 'events:read',
  rateLimit: 'lists',
  mayWait: true,
} as const;

export class EventsController implements Controller {
  constructor(
    private readonly dependencies: {
      readonly readers: EventReaders;
      readonly tokens: { readonly issuer: string };
    },
  ) {}

  routes() {
    const { readers, tokens } = this.dependencies;
    return [
      route({
        ...reading,
        method: 'GET',
        url,
        operationId: 'readEvents',
        summary: 'Read the log of events, in its order',
        isCompressible: true,
        query: ReadEventsQueryDto,
        responses: {
          200: {
            description: 'A page of the log.',
            schema: arrayOf(cloudEventSchema),
            meta: {
              next: { ...text, description: 'The `after` of the next request, whatever was found.' },
              hasMore: { ...flag, description: 'Whether there is more to be read now.' },
            },
          },
        },
        errors: [forbidden],
        handle: async ({ query }, context) => {
          const { after = 'beginning', limit = defaultEventLimit, wait = 0 } = query;
          const wanted: ReadEventsQuery = { after, filter: filterOf(query), limit };
          const { events, next, hasMore } = await readers.read(wanted, wait * 1000, context);
          const data = events.map((event) => toCloudEvent(event, tokens.issuer));
          return { status: 200, data, meta: { next: sequenceOf(next), hasMore } };
        },
      }),
      {
        ...route({
          ...reading,
          method: 'GET',
          url: `${url}/stream`,
          operationId: 'streamEvents',
          summary: 'Be told of events as they happen',
          query: StreamEventsQueryDto,
          isEnveloped: false,
          responses: {
            200: { description: 'They come.', schema: eventStreamSchema, mediaType: 'text/event-stream' },
          },
          errors: [forbidden],
          handle: async ({ query, headers }, context) => {
            const after = lastEventId(headers['last-event-id']) ?? query.after ?? 'now';
            const { authorization = '' } = headers;
            const stream = await readers.stream({ after, filter: filterOf(query) }, authorization, context);
            // A proxy that gathers answers (nginx) would hold events back.
            return ok(stream, {
              'content-type': 'text/event-stream; charset=utf-8',
              'x-accel-buffering': 'no',
            });
          },
        }),
        // It would never end.
        exposeHeadRoute: false,
      },
    ];
  }
}

function filterOf({ types, subject }: { types?: readonly string[]; subject?: string }): EventFilter {
  return { types: types ?? null, subject: subject ?? null };
}

/** @throws AppError VALIDATION_ERROR for what never was one. */
function lastEventId(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '') return null;
  const position = typeof header === 'string' ? positionOf(header) : null;
  if (position === null) throw invalidField('Last-Event-ID', sequenceFault);
  return position;
}
