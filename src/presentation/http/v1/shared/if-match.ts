import type { IncomingHttpHeaders } from 'node:http';
import type { ExpectedVersions } from '#application/shared/expected-version.js';
import { badRequest } from '../../errors/http-errors.js';

/** RFC 9110 §8.8.3: `W/` makes a tag weak. Commas separate; an empty element is nothing (§5.6.1.2). */
const entityTag = /[\t ]*(?:(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)")?[\t ]*(?:,|$)/y;
const ownTag = /^[1-9]\d{0,9}$/;
const maxLength = 1024;

/**
 * The versions that If-Match names. A weak tag counts as well, although RFC 9110 §13.1.1 asks for strong comparison: a
 * proxy that compresses makes ours weak, and a version does not depend on the coding. One that this service never made
 * matches nothing. Null where any version will do.
 * @throws AppError BAD_REQUEST when it is not a list of entity tags.
 */
export function expectedVersions({ 'if-match': sent }: IncomingHttpHeaders): ExpectedVersions {
  if (sent === undefined || sent.trim() === '*') return null;
  const malformed = () => badRequest({ message: 'If-Match is not a list of entity tags.' });
  if (sent.length > maxLength) throw malformed();
  const versions: number[] = [];
  let tags = 0;
  for (let index = 0; index < sent.length; index = entityTag.lastIndex) {
    entityTag.lastIndex = index;
    const match = entityTag.exec(sent);
    if (match === null) throw malformed();
    const [, tag] = match;
    if (tag === undefined) continue;
    tags += 1;
    if (ownTag.test(tag)) versions.push(Number(tag));
  }
  if (tags === 0) throw malformed();
  return versions;
}
