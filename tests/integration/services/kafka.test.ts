import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serviceUrl } from './service-url.js';

const brokers = serviceUrl('TEST_KAFKA_BROKERS');

describe.skipIf(brokers === null)('the Kafka of the tests', () => {
  it('tells which versions of its protocol it speaks', async () => {
    const [host, port] = (brokers?.() ?? '').split(':');
    const socket = connect(Number(port), host);
    try {
      // ApiVersions (18), version 0, correlation id 7, without a client id.
      socket.write(Buffer.from('0000000a0012000000000007ffff', 'hex'));
      const [answer] = (await once(socket, 'data')) as [Buffer];

      expect(answer.readInt32BE(4)).toBe(7);
      expect(answer.readInt16BE(8)).toBe(0);
    } finally {
      socket.destroy();
    }
  });
});
