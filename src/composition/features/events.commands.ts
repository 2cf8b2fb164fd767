import { systemContext } from '#application/shared/request-context.js';
import { UsageError } from '#infrastructure/operator-error.js';
import type { CommandDefinition } from '../define-feature.js';
import { eventsTokens } from './events.tokens.js';

const status: CommandDefinition = {
  usage: 'events status',
  description: 'Show how far each subscription has come, and what it has failed at',
  async run({ get, list }) {
    const subscriptions = await (await get(eventsTokens.listSubscriptions)).execute(systemContext);
    await list(subscriptions);
  },
};

const pageSize = 100;

const deadLetters: CommandDefinition = {
  usage: 'events dead-letters <subscription>',
  description: 'List the events that a subscription has failed at for good',
  examples: ['events dead-letters audit-log', 'events dead-letters audit-log --json'],
  async run({ parameters: { subscription = '' }, get, list }) {
    const letters = await get(eventsTokens.listDeadLetters);
    await list(
      (async function* () {
        let cursor: string | null = null;
        do {
          const page = await letters.execute({ subscription, cursor, limit: pageSize }, systemContext);
          yield* page.items;
          cursor = page.nextCursor;
        } while (cursor !== null);
      })(),
    );
  },
};

const retry: CommandDefinition = {
  usage: 'events retry <subscription> [event]',
  description: 'Have one dead letter, by the id of its event, or all of a subscription tried once more',
  async run({ parameters: { subscription = '', event = null }, get, tell }) {
    const useCase = await get(eventsTokens.retryDeadLetters);
    const { count } = await useCase.execute({ subscription, eventId: event }, systemContext);
    tell({ count }, `${count} will be tried by the running service.`);
  },
};

const discard: CommandDefinition = {
  usage: 'events discard <subscription> <event>',
  description: 'Give a dead letter up',
  async run({ parameters: { subscription = '', event = '' }, get, tell }) {
    const useCase = await get(eventsTokens.discardDeadLetter);
    await useCase.execute({ subscription, eventId: event }, systemContext);
    tell({ subscription, eventId: event }, 'Given up.');
  },
};

const replay: CommandDefinition = {
  usage: 'events replay <subscription>',
  description: 'Have a subscription handle again what it had handled',
  options: { '--since <time>': 'only what was appended from then on (ISO 8601)' },
  examples: ['events replay audit-log --since 2026-03-14T09:26:53Z'],
  async run({ parameters: { subscription = '' }, options: { since }, get, tell }) {
    const time = typeof since === 'string' ? new Date(since) : null;
    if (time !== null && Number.isNaN(time.getTime())) {
      throw new UsageError('--since must be a time, such as 2026-03-14T09:26:53Z');
    }
    const useCase = await get(eventsTokens.replaySubscription);
    const { position } = await useCase.execute({ subscription, since: time }, systemContext);
    const text = position === null ? 'It has never run.' : `It goes on behind position ${position}.`;
    tell({ subscription, position }, text);
  },
};

export const eventCommands = [status, deadLetters, retry, discard, replay];
