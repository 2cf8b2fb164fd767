import { setImmediate as turn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/**
 * What somebody has given up waiting for is not begun. It comes to that when this process has stood still: its client
 * has asked elsewhere meanwhile, and what is done here and now, such as the use of a refresh token, would be done late,
 * and a second time.
 */
export function dropAbandonedRequests(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ method, raw }, reply) => {
    if (method === 'GET' || method === 'HEAD') return;
    // That the client has closed the connection is read in the turn of the event loop after its request.
    await turn();
    await turn();
    const { destroyed, readableEnded } = raw.socket;
    if (destroyed || readableEnded) reply.hijack();
  });
}
