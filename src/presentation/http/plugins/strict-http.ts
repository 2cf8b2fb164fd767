import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { badRequest, notFound } from '../errors/http-errors.js';

/** What Node or the router would answer in ways of their own. */
export function refuseOddRequests(app: FastifyInstance): void {
  // RFC 9110 §10.1.1: an expectation that is not understood may be ignored; Node would say 417.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.addHook('onRequest', ({ raw, params }, _reply, done) => {
    // Whoever is in front may have looked at the other one (RFC 9112 §3.2, ASVS 4.2.1).
    if (isTwice(raw, 'host') || isTwice(raw, 'authorization')) return done(badRequest());
    // RFC 9112 §3.2: a request of HTTP/1.1 without Host is answered with 400.
    if (raw.headers.host === undefined && raw.httpVersion === '1.1') return done(badRequest());
    // RFC 6570 §3.2.3: a parameter is a segment, and one without a character is another path, whoever asks.
    const { '*': _rest, ...named } = params as Readonly<Record<string, string>>;
    done(Object.values(named).includes('') ? notFound() : undefined);
  });
}

/** Node keeps the first of them, or joins them, and says nothing. */
export function isTwice({ rawHeaders }: IncomingMessage, name: string): boolean {
  const isName = (text: string, index: number) =>
    index % 2 === 0 && text.length === name.length && text.toLowerCase() === name;
  return rawHeaders.findIndex(isName) !== rawHeaders.findLastIndex(isName);
}
