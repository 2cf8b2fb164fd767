import { defineSaga, type SagaDefinition } from '#application/sagas/saga-definition.js';
import type { ServiceClient } from '#application/shared/service-client.js';
import { userErasureConfirmed } from '#domain/account-erasure/events.js';

export const accountErasure = 'account-erasure';

/**
 * Has each of the services confirm that it keeps nothing more of an account.
 * @param days after which a service that has not is given up.
 */
export function eraseAccounts(
  services: readonly string[],
  days: number,
  client: ServiceClient,
): SagaDefinition {
  return defineSaga({
    name: accountErasure,
    description: 'Has other services confirm that they keep nothing more of a deleted account.',
    onFailure: 'insist',
    steps: services.map((service) => ({
      name: service,
      do: ({ subjectId, idempotencyKey }) =>
        client.call(service, {
          method: 'DELETE',
          path: `/gatehouse/users/${subjectId}`,
          idempotencyKey,
          parse: confirmation,
        }),
      // A refusal may be a mistake of theirs that is put right: only time counts.
      attempts: Number.POSITIVE_INFINITY,
      withinSeconds: days * 86_400,
      firstRetrySeconds: 30,
      maxRetrySeconds: 6 * 3_600,
    })),
    whenDone: ({ subjectId, steps }, at) => userErasureConfirmed(subjectId, { services: steps }, at),
  });
}

/** Nothing but a clear word confirms. */
function confirmation(body: unknown, status: number): 'done' | 'not yet' {
  if (status === 204) return 'done';
  if (status === 202) return 'not yet';
  if ((body as { readonly confirmed?: unknown } | undefined)?.confirmed === true) return 'done';
  return 'not yet';
}
