import { describe, expect, it } from 'vitest';
import type { BrokerMessage } from '#application/brokers/inbound.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { InboundHandling } from '#infrastructure/brokers/inbound-handling.js';

const inbox = { accept: async () => true };
const begun = { begin: async () => 1, end: async () => undefined };

async function requestIdOf(correlationId: string | null) {
  const contexts: RequestContext[] = [];
  const unitOfWork = {
    run: <T>(context: RequestContext, work: () => Promise<T>) => {
      contexts.push(context);
      return work();
    },
  } as UnitOfWork;
  const handling = new InboundHandling(inbox, begun, unitOfWork);
  const handled: BrokerMessage[] = [];
  const reaction = { handle: async (message: BrokerMessage) => void handled.push(message) };
  await handling.handle('consumer', reaction, { id: 'message-1', body: {}, correlationId });
  expect(handled).toMatchObject([{ id: 'message-1', correlationId }]);
  return contexts[0]?.requestId;
}

describe('the correlation id of a message', () => {
  it.each(['4bf92f3577b34da6a3ce929d0e0e4736', 'order-17.retry_2'])('%s is the request id', async (id) => {
    expect(await requestIdOf(id)).toBe(id);
  });

  it.each([
    ['a line break', 'a\r\nX-Admin: 1'],
    ['NUL', 'a\0b'],
    ['no ASCII', 'é'],
    ['129 characters', 'a'.repeat(129)],
    ['nothing', ''],
    ['none', null],
  ])('with %s is not, and the message is handled all the same', async (_what, id) => {
    expect(await requestIdOf(id)).toBeNull();
  });
});
