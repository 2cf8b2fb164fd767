import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { ReadinessProbe } from '../health/readiness.js';
import { favicon } from '../routing/favicon.js';
import { asksForJson, escaped, sendPage } from '../routing/html-page.js';
import type { Controller } from '../routing/route.js';

interface Link {
  readonly name: string;
  readonly path: string;
  readonly meaning: string;
}

/** Only those that this service serves. */
const links: readonly Link[] = [
  { name: 'docs', path: '/docs', meaning: 'Documentation of the API, to read and to try' },
  { name: 'openapi', path: '/openapi.json', meaning: 'The same for machines (OpenAPI 3.1)' },
  {
    name: 'jwks',
    path: '/.well-known/jwks.json',
    meaning: 'Public keys, with which other services verify tokens',
  },
  { name: 'health', path: '/health/ready', meaning: 'State of the service and what it depends on' },
  { name: 'errors', path: '/errors', meaning: 'What each error means, and what to do about it' },
  { name: 'mailbox', path: '/dev/mailbox', meaning: 'What would have been mailed' },
];

export interface FrontPageDependencies {
  readonly probe: ReadinessProbe;
  /** Null in production, where it is nobody's business (ASVS 13.4.6). */
  readonly version: string | null;
}

/** What somebody sees who opens the address of the service. */
export class FrontPageController implements Controller {
  constructor(private readonly dependencies: FrontPageDependencies) {}

  routes(): readonly RouteOptions[] {
    const config = { access: 'public' } as const;
    return [
      { method: 'GET', url: '/', config, handler: (request, reply) => this.#show(request, reply) },
      {
        method: 'GET',
        url: '/favicon.ico',
        config,
        handler: (_request, reply) =>
          reply.header('cache-control', 'public, max-age=604800').type('image/x-icon').send(favicon),
      },
    ];
  }

  async #show(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { version } = this.dependencies;
    const status = await this.#status();
    const served = links.filter(({ path }) => isServed(request.server, path));
    const to = (path: string) => request.server.publicUrl + path;
    if (asksForJson(request, reply)) {
      const paths = Object.fromEntries(served.map(({ name, path }) => [name, to(path)]));
      return { name: 'Gatehouse', ...(version !== null && { version }), status, links: paths };
    }
    const entries = served.map(
      ({ path, meaning }) => `<dt><a href="${escaped(to(path))}">${path}</a></dt><dd>${meaning}</dd>`,
    );
    return sendPage(
      reply,
      'Gatehouse',
      `<h1>Gatehouse</h1>
<p>This is a user and authentication service: applications register people here, sign them in, and verify who they are.</p>
<p>It is ${status === 'up' ? 'up' : '<strong>not ready</strong>'}${version === null ? '' : `, version ${escaped(version)}`}.</p>
<dl>
${entries.join('\n')}
</dl>`,
    );
  }

  /** Which dependency it is that is down, `/health/ready` says. */
  async #status(): Promise<'up' | 'down'> {
    return this.dependencies.probe.check().then(
      () => 'up',
      () => 'down',
    );
  }
}

/** In which scope of its own ever. */
function isServed(app: FastifyInstance, path: string): boolean {
  return (
    app.findRoute({ method: 'GET', url: path }) !== null ||
    app.findRoute({ method: 'GET', url: `${path}/` }) !== null
  );
}
