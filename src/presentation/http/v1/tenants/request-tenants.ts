import type { FastifyRequest, onRequestAsyncHookHandler, RouteOptions } from 'fastify';
import type { TenantAccess } from '#application/tenants/tenant-access.js';
import { isUuid, type TenantId } from '#domain/shared/ids.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import { badRequest } from '../../errors/http-errors.js';
import { requestContextOf } from '../../request-context.js';
import type { RouteExtension } from '../../routing/route.js';

const headerName = 'x-tenant-id';
const pathOfTenant = /^\/api\/v1\/tenants\/:id(\/|$)/;

// No example: /docs would send it with all that is tried there.
const headerSchema = {
  type: 'string',
  description:
    'The id of the tenant that the request is about, where neither its path nor its token names one.',
};

/**
 * Finds out which tenant a request of somebody who is known is about: by its path, a header, or what
 * it came with: a token for a tenant, or a key of a program that belongs to one. Whoever does
 * not belong to it, or no more, gets no further; with a path the use case asks.
 */
export class RequestTenants implements RouteExtension {
  constructor(private readonly access: TenantAccess) {}

  extend(route: RouteOptions): RouteOptions {
    if (route.config?.access !== 'signed-in') return route;
    // Behind the authentication, which the guard of the routes puts first.
    return { ...documented(route), onRequest: [this.#find, ...[route.onRequest ?? []].flat()] };
  }

  readonly #find: onRequestAsyncHookHandler = async (request) => {
    const inPath = tenantOfPath(request);
    const named = [inPath, tenantOfHeader(request), tenantOfCredential(request)].filter((id) => id !== null);
    const [tenantId] = named;
    if (tenantId === undefined) return;
    if (named.some((id) => id !== tenantId)) {
      throw badRequest({ message: 'Path, X-Tenant-Id and credential name different tenants.' });
    }
    request.tenantId = tenantId;
    if (inPath === null) await this.access.require(requestContextOf(request), tenantId, null);
  };
}

/** Null for what is no id, too, which is for the use case to say. */
function tenantOfPath({ routeOptions, params }: FastifyRequest): TenantId | null {
  if (!pathOfTenant.test(routeOptions.url ?? '')) return null;
  const id = (params as { readonly id: string }).id.toLowerCase();
  return isUuid(id) ? (id as TenantId) : null;
}

/** @throws AppError BAD_REQUEST. */
function tenantOfHeader({ headers }: FastifyRequest): TenantId | null {
  const sent = headers[headerName];
  if (sent === undefined) return null;
  const id = String(sent).toLowerCase();
  if (!isUuid(id)) throw badRequest({ message: 'X-Tenant-Id has to be one UUID.' });
  return id as TenantId;
}

function tenantOfCredential({ principal }: FastifyRequest): TenantId | null {
  return principal === null || principal.kind === 'system' ? null : principal.tenantId;
}

function documented(route: RouteOptions): RouteOptions {
  const { config, schema } = route;
  const answers = config?.answers;
  if (answers === undefined) return route;
  const errors = answers.errors.includes(tenantNotFound)
    ? answers.errors
    : [...answers.errors, tenantNotFound];
  const sent = schema?.headers as { properties?: object } | undefined;
  return {
    ...route,
    config: { ...config, answers: { ...answers, errors } },
    schema: {
      ...schema,
      headers: {
        type: 'object',
        ...sent,
        properties: { ...sent?.properties, 'X-Tenant-Id': headerSchema },
      },
    },
  };
}
