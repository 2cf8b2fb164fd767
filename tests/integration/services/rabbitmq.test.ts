import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serviceUrl } from './service-url.js';

const url = serviceUrl('TEST_RABBITMQ_URL');

describe.skipIf(url === null)('the RabbitMQ of the tests', () => {
  it('opens an AMQP 0-9-1 connection', async () => {
    const { hostname, port } = new URL(url?.() ?? '');
    const socket = connect(Number(port || 5672), hostname);
    try {
      socket.write('AMQP\x00\x00\x09\x01');
      const [answer] = (await once(socket, 'data')) as [Buffer];

      // A method frame on channel 0: connection.start.
      expect(answer.readUInt8(0)).toBe(1);
      expect(answer.readUInt16BE(1)).toBe(0);
      expect([answer.readUInt16BE(7), answer.readUInt16BE(9)]).toEqual([10, 10]);
    } finally {
      socket.destroy();
    }
  });
});
