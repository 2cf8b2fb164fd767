import {
  type Controller,
  defineConfig,
  defineFeature,
  objectOf,
  ok,
  type RequestContext,
  route,
  type ServiceClient,
  serviceClientTokens,
  serviceUnavailable,
} from 'gatehouse';

const integer = { type: 'integer' };

/** Asks another service, and takes nothing for its answer but what it should be. */
function parseCredit(body: unknown): { readonly cents: number } {
  const { cents } = body as { cents?: unknown };
  if (typeof cents !== 'number') throw new Error('There is no credit in it');
  return { cents };
}

class CreditController implements Controller {
  readonly #services: ServiceClient;

  constructor({ services }: { readonly services: ServiceClient }) {
    this.#services = services;
  }

  routes() {
    const services = this.#services;
    const answer = { 200: { description: 'What is left.', schema: objectOf({ cents: integer }) } };
    const shared = { url: '/api/v1/credit', tag: 'credit', access: 'public', responses: answer } as const;
    const call = async (method: 'GET' | 'POST', context: RequestContext) =>
      ok(await services.call('billing', { method, path: '/credit', context, parse: parseCredit }));
    return [
      route({
        ...shared,
        method: 'GET',
        operationId: 'showCredit',
        summary: 'Show what is left',
        errors: [serviceUnavailable],
        handle: (_request, context) => call('GET', context),
      }),
      route({
        ...shared,
        method: 'POST',
        operationId: 'spendCredit',
        summary: 'Spend some of it',
        errors: [serviceUnavailable],
        handle: (_request, context) => call('POST', context),
      }),
    ];
  }
}

/** Of another package: routes that another service has to answer for. */
export const calling = defineFeature({
  name: 'calling',
  tags: [{ name: 'credit', description: 'Of a test' }],
  bind(wiring) {
    wiring.controller(CreditController, { services: serviceClientTokens.client });
  },
});

export default defineConfig({ features: [calling] });
