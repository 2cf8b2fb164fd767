import type { FastifyReply, FastifyRequest, onSendHookHandler, RouteOptions } from 'fastify';
import {
  type IdempotencyStore,
  type IdempotentRequest,
  type KeptAnswer,
  keptSeconds,
} from '#application/idempotency/idempotency-store.js';
import type { RequestDigests } from '#application/idempotency/request-digests.js';
import { clientNetwork } from '#application/shared/client-network.js';
import type { Logger } from '#application/shared/logger.js';
import { actorIdOf, impersonatedIn, type RequestContext } from '#application/shared/request-context.js';
import { idempotencyInProgress, idempotencyKeyReused } from '#domain/idempotency/errors.js';
import { errorReport } from '../errors/error-report.js';
import { badRequest } from '../errors/http-errors.js';
import { requestContextOf } from '../request-context.js';
import type { RouteExtension } from '../routing/route.js';
import { isTwice } from './strict-http.js';

const headerName = 'idempotency-key';
const replayedHeader = 'Idempotency-Replayed';
/** The draft leaves the form to the service: printable ASCII, quotes being a part of it where there are any. */
const keyForm = /^[\x20-\x7e]{8,128}$/;

const keptHeaders = ['content-type', 'location', 'etag'];

/**
 * Nothing was done, and whoever has signed in again, been given the permission, waited or mended the body is to be
 * answered anew: wherever it was found out, since a client cannot tell that. The same goes for all of 5xx.
 */
const refusals = new Set([401, 403, 422, 429]);

// No example: /docs would send it with all that is tried there.
const headerSchema = {
  type: 'string',
  minLength: 8,
  maxLength: 128,
  description:
    `Printable ASCII of your choice, new for each change that you mean. For ${keptSeconds / 3600} hours the same key, sent by the same ` +
    `caller to the same route, gets the first answer again, with \`${replayedHeader}: true\`, and nothing is done ` +
    'twice. Answers of 401, 403, 422, 429 and 5xx are not kept (draft-ietf-httpapi-idempotency-key-header).',
};

declare module 'fastify' {
  interface FastifyRequest {
    /** Until the answer is kept. */
    idempotencyClaim?: Claim;
  }
}

/** What `IdempotencyStore` knows it by. */
interface Claim {
  readonly id: string;
  readonly claim: string;
}

/**
 * Gives routes that say `isIdempotent` what the header promises; others are as they were. The claim is around the
 * handler alone, so that limits are counted, callers known and bodies valid before, and a refusal of those is not
 * kept. The answer is kept before it is sent: a client that has lost it finds it.
 */
export class IdempotentRoutes implements RouteExtension {
  constructor(
    private readonly store: IdempotencyStore,
    private readonly digests: RequestDigests,
    private readonly logger: Logger,
  ) {}

  extend(route: RouteOptions): RouteOptions {
    const { config, handler } = route;
    if (!config?.isIdempotent) return route;
    const begin = (request: FastifyRequest, reply: FastifyReply) => this.#begin(request, reply);
    return {
      ...documented(route),
      handler(request, reply) {
        if (request.headers[headerName] === undefined) return handler.call(this, request, reply);
        return begin(request, reply).then((isNew) => (isNew ? handler.call(this, request, reply) : reply));
      },
      onSend: [...[route.onSend ?? []].flat(), this.#finish],
    };
  }

  /** @returns whether the request is to be handled: it is answered already where there is a first answer. */
  async #begin(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const asked = this.#identify(request, keyOf(request));
    const result = await this.store.claim(asked);
    switch (result.kind) {
      case 'claimed':
        request.idempotencyClaim = { id: asked.id, claim: result.claim };
        return true;
      case 'in_progress':
        throw idempotencyInProgress();
      case 'reused':
        throw idempotencyKeyReused();
      case 'answered': {
        const { status, headers, body } = result.answer;
        reply.code(status).headers(headers).header(replayedHeader, 'true').send(body);
        return false;
      }
    }
  }

  #identify(request: FastifyRequest, key: string): IdempotentRequest {
    const { method, routeOptions, params, query, body } = request;
    const context = requestContextOf(request);
    return {
      id: this.digests.idOf([callerOf(context), method, routeOptions.url ?? '', key]),
      fingerprints: this.digests.fingerprintsOf({ tenant: context.tenantId, params, query, body }),
    };
  }

  readonly #finish: onSendHookHandler<unknown> = (request, reply, payload, done) => {
    const held = request.idempotencyClaim;
    if (held === undefined) return done(null, payload);
    delete request.idempotencyClaim;
    void this.#end(held, request, reply, payload).then(() => done(null, payload));
  };

  /**
   * What happened is not undone by failing to keep its answer, so that is sent all the same; a retry is told that the
   * first is still running until the claim runs out, and then runs.
   */
  async #end(
    { id, claim }: Claim,
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
  ): Promise<void> {
    const { statusCode: status } = reply;
    try {
      if (status >= 500 || refusals.has(status)) await this.store.release(id, claim);
      else await this.store.complete(id, claim, answerOf(reply, payload));
    } catch (error) {
      this.logger.warn('The answer to an idempotent request could not be kept', {
        requestId: request.id,
        route: request.routeOptions.url ?? null,
        status,
        error: errorReport(error),
      });
    }
  }
}

/** @throws AppError BAD_REQUEST. */
function keyOf({ raw, headers }: FastifyRequest): string {
  const key = headers[headerName];
  // Node joins several into one.
  if (typeof key === 'string' && keyForm.test(key) && !isTwice(raw, headerName)) return key;
  throw badRequest({ message: 'Send one Idempotency-Key of 8 to 128 printable ASCII characters.' });
}

/**
 * Another caller's key is another key, however the two are spelled. What is done with an API key, or in somebody's
 * place, is another's than what the same user does in a session: it may see less.
 */
function callerOf(context: RequestContext): string {
  const { principal, ip } = context;
  const keyId = principal === null || principal.kind === 'system' ? null : principal.keyId;
  const actor = `${principal?.kind ?? 'visitor'}:${actorIdOf(context) ?? clientNetwork(ip)}`;
  return [actor, keyId ?? impersonatedIn(context)].filter((part) => part !== null).join(':');
}

function answerOf(reply: FastifyReply, payload: unknown): KeptAnswer {
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)]];
  });
  return { status: reply.statusCode, headers: Object.fromEntries(headers), body: String(payload ?? '') };
}

/** @throws Error for a route whose answers cannot be kept. */
function documented(route: RouteOptions): RouteOptions {
  const { config, schema, method, url } = route;
  const { successes, errors, headers = [] } = config?.answers ?? { successes: {}, errors: [] };
  const hasBodies = Object.values(successes).every((success) => success?.schema !== undefined);
  if (method !== 'POST' || !hasBodies || config?.isCompressible) {
    throw new Error(
      `${method} ${url} cannot be idempotent: it has to be a POST whose answers are plain JSON`,
    );
  }
  const sent = schema?.headers as { properties?: object } | undefined;
  return {
    ...route,
    config: {
      ...config,
      answers: {
        successes,
        errors: [...errors, idempotencyInProgress, idempotencyKeyReused],
        headers: [...headers, replayedHeader],
      },
    },
    schema: {
      ...schema,
      headers: {
        type: 'object',
        ...sent,
        properties: { ...sent?.properties, 'Idempotency-Key': headerSchema },
      },
    },
  };
}
