import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import type { AppError } from '#domain/shared/app-error.js';
import { badRequest, unsupportedMediaType } from '../errors/http-errors.js';
import { placeOfJsonFault } from './json-fault.js';

const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

/**
 * JSON in UTF-8 is the only content that requests have; forms and plain text, which a foreign page can send
 * without being asked, are refused (ASVS 3.5.2). RFC 8259 §8.1: what is not UTF-8 is not JSON; Buffer would
 * put replacement characters into passwords.
 */
export function acceptOnlyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = request.headers;
    const [, declared = 'utf-8'] = charset.exec(type) ?? [];
    if (declared.toLowerCase() !== 'utf-8' || coding.toLowerCase() !== 'identity') {
      done(unsupportedMediaType());
    } else if (body.length === 0) {
      done(null, undefined);
    } else if (!isUtf8(body)) {
      done(badRequest({ message: 'The request body is not UTF-8.' }));
    } else {
      const text = body.toString('utf8');
      parseJson.call(app, request, text, (error, value) => {
        done(error === null ? null : (malformed(text) ?? error), value);
      });
    }
  });
}

/** Says where, and nothing of what is there. */
function malformed(text: string): AppError | null {
  const place = placeOfJsonFault(text);
  if (place === null) return null;
  const { line, column } = place;
  return badRequest({ message: `The request body is not JSON: see line ${line}, column ${column}.` });
}
