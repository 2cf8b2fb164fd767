import type { Socket } from 'node:net';
import type { ConnectionError, FastifyInstance } from 'fastify';
import { commonHeaders } from '../plugins/security-headers.js';
import { newRequestId } from '../request-context.js';
import { envelopeBody } from './error-body.js';
import { badRequest, headersTooLarge, statusOf } from './http-errors.js';

/**
 * Answers what Node could not parse: malformed or ambiguous HTTP, headers that are too long, requests that
 * take too long. The connection is closed, because nobody knows where a next request would begin (RFC 9112
 * §2.2, §11.2; ASVS 4.2.1).
 */
export function answerClientError(this: FastifyInstance, error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable || hasBegunToAnswer(socket)) {
    socket.destroy();
    return;
  }
  const requestId = newRequestId();
  // Importing `node:http` for its phrases would load a second HTTP client.
  const [failure, phrase] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [headersTooLarge(), 'Request Header Fields Too Large']
      : [badRequest(), 'Bad Request'];
  const status = statusOf(failure);
  const body = envelopeBody(failure, requestId, this.clock.now().toISOString());
  const headers = {
    ...commonHeaders,
    'x-request-id': requestId,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${phrase}\r\n${lines.join('')}\r\n${body}`);
}

/** Like Node's own handler: an answer that is on its way must not be continued with another one. */
function hasBegunToAnswer(socket: Socket): boolean {
  const { _httpMessage: answer } = socket as { _httpMessage?: { headersSent: boolean } | null };
  return answer?.headersSent ?? false;
}
