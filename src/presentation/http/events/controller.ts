import type { RouteOptions } from 'fastify';
import type { EventCatalogue } from '#application/events/event-catalogue.js';
import { viewsOfEvent } from '#application/events/event-schema.js';
import { notFound } from '../errors/http-errors.js';
import { asksForJson, sendPage } from '../routing/html-page.js';
import type { Controller } from '../routing/route.js';
import { eventTypesPage } from './event-types-page.js';

const maxAge = 'public, max-age=300';

/** What the `dataschema` of events leads to: their types, and a JSON Schema for each version. */
export class EventTypesController implements Controller {
  constructor(
    private readonly dependencies: {
      readonly catalogue: EventCatalogue;
      readonly tokens: { readonly issuer: string };
    },
  ) {}

  routes(): readonly RouteOptions[] {
    const { catalogue, tokens } = this.dependencies;
    const types = catalogue.all
      .flatMap((event) => viewsOfEvent(event, tokens.issuer))
      .toSorted((left, right) => left.type.localeCompare(right.type));
    const schemas = new Map(types.map(({ type, version, schema }) => [`${type}/v${version}`, schema]));
    return [
      {
        method: 'GET',
        url: '/docs/events',
        config: { access: 'public' },
        handler: (request, reply) => {
          reply.header('cache-control', maxAge);
          if (asksForJson(request, reply)) return reply.send({ types });
          return sendPage(reply, 'Events', eventTypesPage(types));
        },
      },
      {
        method: 'GET',
        url: '/docs/events/:type/:version',
        config: { access: 'public' },
        handler: (request, reply) => {
          const { type, version } = request.params as Readonly<Record<string, string>>;
          const schema = schemas.get(`${type}/${version}`);
          if (schema === undefined) throw notFound();
          return reply
            .header('cache-control', maxAge)
            .type('application/schema+json')
            .send(JSON.stringify(schema));
        },
      },
    ];
  }
}
