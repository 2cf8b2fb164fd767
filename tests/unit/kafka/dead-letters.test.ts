import type { Message, Producer } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { headersOf, textsOf } from '#infrastructure/kafka/client.js';
import { DeadLetters } from '#infrastructure/kafka/dead-letters.js';

type Sent = Parameters<Producer['send']>[0]['messages'][number];

const record = {
  topic: 'orders',
  key: Buffer.from('a key'),
  value: Buffer.from('a value'),
  headers: headersOf({ from: 'a test' }),
  partition: 1,
  offset: 7n,
  timestamp: 5n,
} as unknown as Message;

async function bury(refusals: readonly (Error | null)[]) {
  const sent: Sent[] = [];
  const left = [...refusals];
  const sender = (async ({ messages }) => {
    const refusal = left.shift() ?? null;
    if (refusal !== null) throw refusal;
    sent.push(...messages);
    return {};
  }) as Producer['send'];
  let others = 0;
  const letters = new DeadLetters(
    { topic: 'orders', group: 'billing' },
    {
      usual: { send: sender },
      async another(send) {
        others += 1;
        await send({ send: sender });
      },
    },
  );
  const outcome = await letters.add(record, 3, new TypeError('a secret')).then(
    () => 'added',
    (error) => error,
  );
  const seen = sent.map(({ topic, key, value, headers }) => {
    return { topic, key, value, headers: textsOf(headers as Map<Buffer, Buffer>) };
  });
  return { outcome, others, seen };
}

const refusal = (apiId: string) => Object.assign(new Error('refused'), { apiId });
const reason = {
  'x-gatehouse-error': 'TypeError',
  'x-gatehouse-attempts': '3',
  'x-gatehouse-group': 'billing',
  'x-gatehouse-source': 'orders/1/7',
};

describe('a dead letter', () => {
  it('is the record, with the reason', async () => {
    expect(await bury([])).toEqual({
      outcome: 'added',
      others: 0,
      seen: [
        {
          topic: 'orders.dead-letters',
          key: record.key,
          value: record.value,
          headers: { from: 'a test', ...reason },
        },
      ],
    });
  });

  it.each(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'])(
    'that is refused as %s is the reason alone, by another producer',
    async (apiId) => {
      expect(await bury([new AggregateError([refusal(apiId)])])).toEqual({
        outcome: 'added',
        others: 1,
        seen: [
          {
            topic: 'orders.dead-letters',
            key: undefined,
            value: undefined,
            headers: { ...reason, 'x-gatehouse-omitted': 'key, value and headers' },
          },
        ],
      });
    },
  );

  it('that cannot be sent now is not taken for sent', async () => {
    const away = refusal('NOT_LEADER_OR_FOLLOWER');
    expect(await bury([away])).toEqual({ outcome: away, others: 0, seen: [] });
  });
});
