import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { badRequest, notFound } from '../errors/http-errors.js';

/** What Node would answer by itself, without a body of the contract. */
export function answerOddRequests(app: FastifyInstance): void {
  // RFC 9110 §10.1.1: an expectation that is not understood may be ignored; Node would say 417.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  // RFC 9112 §3.2: a request of HTTP/1.1 without Host is answered with 400.
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (raw.headers.host === undefined && raw.httpVersion === '1.1') done(badRequest());
    else done();
  });
}

/**
 * RFC 6570 §3.2.3: a parameter is a segment, and a segment without a character is another path, whoever asks. So it comes
 * before the guards: to be called after they are.
 */
export function refuseEmptyParameters(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (!route.url.includes('/:')) return;
    route.onRequest = [refuse, ...[route.onRequest ?? []].flat()];
  });
}

const refuse: onRequestHookHandler = ({ params }, _reply, done) => {
  if (Object.values(params as object).includes('')) done(notFound());
  else done();
};
