import { createHash } from 'node:crypto';
import type { RouteOptions } from 'fastify';
import Negotiator from 'negotiator';
import type { EventCatalogue } from '#application/events/event-catalogue.js';
import { viewsOfEvent } from '#application/events/event-schema.js';
import { notFound } from '../errors/http-errors.js';
import type { Controller } from '../routing/route.js';
import { eventTypesPage, eventTypesStyle } from './event-types-page.js';

const maxAge = 'public, max-age=300';
const styleHash = createHash('sha256').update(eventTypesStyle).digest('base64');
const pageHeaders = {
  'cache-control': maxAge,
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; ` +
    "frame-ancestors 'none'",
  vary: 'Accept',
};

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
          const wanted = new Negotiator(request.raw).mediaType(['text/html', 'application/json']);
          reply.headers(pageHeaders);
          if (wanted === 'application/json') return reply.send({ types });
          return reply.type('text/html; charset=utf-8').send(eventTypesPage(types));
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
