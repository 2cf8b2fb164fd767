import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#application/shared/clock.js';
import type { RouteDefinition } from '../routing/route-definition.js';
import { declarePublic } from './access-control.js';
import { leaveOutConstantHeaders } from './security-headers.js';

const requestHeaders = ['accept-encoding', 'if-modified-since', 'if-none-match'];
/** Of a connection, and so not passed on (RFC 9110 §7.6.1). */
const connectionHeaders = ['connection', 'date', 'keep-alive', 'transfer-encoding'];

/**
 * Serves the document at /openapi.json, and the pages at /docs that show it, out of an app of their own. It is
 * loaded and made at the first request: it takes 0.1 s, and most processes are never asked.
 */
export async function serveDocs(
  app: FastifyInstance,
  definitions: readonly RouteDefinition[],
  clock: Clock,
): Promise<void> {
  let docs: Promise<FastifyInstance> | undefined;
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    docs ??= import('../openapi/docs-app.js').then(({ createDocsApp }) => createDocsApp(definitions, clock));
    const headers = pick(request.headers, (name) => requestHeaders.includes(name));
    // Always GET: what is left out of an answer to HEAD, Fastify leaves out of this one.
    const answer = await (await docs).inject({ method: 'GET', url: request.url, headers });
    if (answer.statusCode >= 400) return reply.callNotFound();
    if ('content-security-policy' in answer.headers) leaveOutConstantHeaders(reply);
    return reply
      .code(answer.statusCode)
      .headers(pick(answer.headers, (name) => !connectionHeaders.includes(name)))
      .send(answer.rawPayload.length === 0 ? undefined : answer.rawPayload);
  };
  await app.register(async (scope) => {
    declarePublic(scope);
    for (const url of ['/openapi.json', '/docs', '/docs/*']) scope.get(url, handler);
  });
}

function pick<T>(headers: Readonly<Record<string, T>>, isWanted: (name: string) => boolean) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isWanted(name)));
}
