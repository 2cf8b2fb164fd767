import type { DiscardDeadLetter } from '#application/events/discard-dead-letter.js';
import type { ListDeadLetters } from '#application/events/list-dead-letters.js';
import type { ListSubscriptions } from '#application/events/list-subscriptions.js';
import type { RetryDeadLetters } from '#application/events/retry-dead-letters.js';
import type { ShowDeadLetter } from '#application/events/show-dead-letter.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { deadLetterNotFound, subscriptionNotFound } from '#domain/events/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, noContent, ok, route } from '../../routing/route.js';
import { CursorQueryDto, cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import { DeadLetterParams, SubscriptionParams } from './dto.js';
import { deadLetterOf, deadLetterSchema, subscriptionOf, subscriptionSchema } from './presenter.js';

export interface SubscriptionsDependencies {
  readonly listSubscriptions: Executes<ListSubscriptions>;
  readonly listDeadLetters: Executes<ListDeadLetters>;
  readonly showDeadLetter: Executes<ShowDeadLetter>;
  readonly retryDeadLetters: Executes<RetryDeadLetters>;
  readonly discardDeadLetter: Executes<DiscardDeadLetter>;
  readonly tokens: { readonly issuer: string };
}

const url = '/api/v1/subscriptions';
const letters = `${url}/:name/dead-letters`;
const managed = { tag: 'events', access: 'signed-in', permission: 'events:manage' } as const;
const ofOne = {
  ...managed,
  params: DeadLetterParams,
  errors: [forbidden, subscriptionNotFound, deadLetterNotFound],
};

export class SubscriptionsController implements Controller {
  constructor(private readonly dependencies: SubscriptionsDependencies) {}

  routes() {
    const {
      listSubscriptions,
      listDeadLetters,
      showDeadLetter,
      retryDeadLetters,
      discardDeadLetter,
      tokens,
    } = this.dependencies;
    return [
      route({
        ...managed,
        method: 'GET',
        url,
        operationId: 'listSubscriptions',
        summary: 'List subscriptions: how far each has come, and what it fails at',
        rateLimit: 'lists',
        responses: { 200: { description: 'All, by name.', schema: arrayOf(subscriptionSchema) } },
        errors: [forbidden],
        handle: async (_request, context) =>
          ok((await listSubscriptions.execute(context)).map(subscriptionOf)),
      }),
      route({
        ...managed,
        method: 'GET',
        url: letters,
        operationId: 'listDeadLetters',
        summary: 'List the events that a subscription has failed at for good, in their order',
        rateLimit: 'lists',
        params: SubscriptionParams,
        query: CursorQueryDto,
        responses: {
          200: {
            description: 'A page of dead letters.',
            schema: arrayOf(deadLetterSchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [forbidden, subscriptionNotFound],
        handle: async ({ params: { name }, query }, context) => {
          const { cursor, limit = defaultPageSize } = query;
          const window = { cursor: cursor || null, limit };
          const page = await listDeadLetters.execute({ subscription: name, ...window }, context);
          const items = page.items.map((letter) => deadLetterOf(letter, tokens.issuer));
          const path = `${url}/${encodeURIComponent(name)}/dead-letters`;
          return cursorPage(path, {}, window, { ...page, items });
        },
      }),
      route({
        ...ofOne,
        method: 'GET',
        url: `${letters}/:id`,
        operationId: 'showDeadLetter',
        summary: 'Show a dead letter, by the id of its event',
        responses: { 200: { description: 'The event, and why it failed.', schema: deadLetterSchema } },
        handle: async ({ params: { name, id } }, context) => {
          const letter = await showDeadLetter.execute({ subscription: name, eventId: id }, context);
          return ok(deadLetterOf(letter, tokens.issuer));
        },
      }),
      route({
        ...ofOne,
        method: 'POST',
        url: `${letters}/:id/retry`,
        operationId: 'retryDeadLetter',
        summary: 'Have a dead letter tried once more',
        responses: { 204: { description: 'It is tried soon, by whichever instance looks next.' } },
        handle: ({ params: { name, id } }, context) =>
          noContent(
            retryDeadLetters.execute({ subscription: name, eventId: id }, context).then(() => undefined),
          ),
      }),
      route({
        ...ofOne,
        method: 'DELETE',
        url: `${letters}/:id`,
        operationId: 'discardDeadLetter',
        summary: 'Give a dead letter up: the subscription never handles that event',
        responses: { 204: { description: 'Given up. The log keeps the event.' } },
        handle: ({ params: { name, id } }, context) =>
          noContent(discardDeadLetter.execute({ subscription: name, eventId: id }, context)),
      }),
    ];
  }
}
