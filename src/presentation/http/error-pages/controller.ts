import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { ErrorDefinition } from '#domain/shared/app-error.js';
import { notFound, statusOf } from '../errors/http-errors.js';
import { asksForJson, escaped, sendPage } from '../routing/html-page.js';
import type { Controller } from '../routing/route.js';

/** What to do, by the status; the meaning of the code says more. */
const advice: Readonly<Record<number, string>> = {
  400: 'Correct how the request is written. Sending it again as it is will not help.',
  401: 'Sign in, or prove anew who you are. The header WWW-Authenticate says in which way.',
  403: 'Whoever is signed in may not do this. Ask somebody who may, or for the permission.',
  404: 'Check the path and the ids in it. What one may not see is answered like this too.',
  405: 'Use one of the methods in the header Allow.',
  409: 'What the request builds on is not so, or no longer. Look at it again, then decide.',
  412: 'Somebody else has changed it meanwhile. Fetch it again, and repeat the change with its new ETag.',
  413: 'Send less.',
  415: 'Send JSON, with Content-Type: application/json.',
  422: 'Correct the fields that `details` (in a problem, `errors`) names.',
  429: 'Wait for as many seconds as the header Retry-After says.',
  431: 'Send fewer or shorter headers.',
  500: 'Nothing is wrong with the request. Report the request id to whoever runs the service.',
  503: 'Try again after as many seconds as the header Retry-After says.',
};

/** What the `type` of a problem leads to (RFC 9457 §3.1.1): the errors of all features, explained. */
export class ErrorPagesController implements Controller {
  constructor(
    private readonly dependencies: { readonly errors: ReadonlyMap<string, ErrorDefinition<string>> },
  ) {}

  routes(): readonly RouteOptions[] {
    const config = { access: 'public' } as const;
    return [
      { method: 'GET', url: '/errors', config, handler: (request, reply) => this.#list(request, reply) },
      {
        method: 'GET',
        url: '/errors/:code',
        config,
        handler: (request, reply) => this.#show(request, reply),
      },
    ];
  }

  #list(request: FastifyRequest, reply: FastifyReply): unknown {
    const all = [...this.dependencies.errors.values()].map(explanationOf);
    all.sort((one, other) => one.status - other.status || one.code.localeCompare(other.code));
    reply.header('cache-control', 'public, max-age=3600');
    if (asksForJson(request, reply)) return all;
    const lines = all.map(
      ({ code, status, title }) =>
        `<dt>${status} <a href="${request.server.publicUrl}/errors/${code}"><code>${code}</code></a></dt><dd>${escaped(title)}</dd>`,
    );
    return sendPage(reply, 'Errors', `<h1>Errors</h1>\n<dl>\n${lines.join('\n')}\n</dl>`);
  }

  #show(request: FastifyRequest, reply: FastifyReply): unknown {
    const { code } = request.params as { readonly code: string };
    const definition = this.dependencies.errors.get(code);
    if (definition === undefined) throw notFound();
    const explanation = explanationOf(definition);
    reply.header('cache-control', 'public, max-age=3600');
    if (asksForJson(request, reply)) return explanation;
    return sendPage(
      reply,
      code,
      `<h1><code>${code}</code></h1>
<p>${escaped(explanation.title)}</p>
<dl>
<dt>Status</dt><dd>${explanation.status}</dd>
<dt>What to do</dt><dd>${escaped(explanation.remedy)}</dd>
</dl>
<p><a href="${request.server.publicUrl}/errors">All errors</a></p>`,
    );
  }
}

function explanationOf(definition: ErrorDefinition<string>) {
  const status = statusOf(definition);
  return {
    code: definition.code,
    status,
    title: definition.description,
    remedy: advice[status] ?? (advice[500] as string),
  };
}
