import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Says that this process is ready, answers `messages` and ends with the command. */
export function ready<Message>(answer: (message: Message) => Promise<object>): void {
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: Message) => {
    answer(message).then(
      (reply) => process.send?.(reply),
      (error: Error) => process.send?.({ error: error.stack ?? String(error) }),
    );
  });
  process.send?.({ ready: true });
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
