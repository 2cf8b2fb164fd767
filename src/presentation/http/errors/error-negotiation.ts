import Negotiator from 'negotiator';

const envelope = 'application/json';
export const problem = 'application/problem+json';

/**
 * Whether the client prefers RFC 9457 to the envelope. At equal quality it gets the envelope: the negotiator
 * breaks ties by the order of the header, so the answer counts only if it is the same in reverse.
 */
export function prefersProblem(accept: string | undefined): boolean {
  if (accept === undefined || !accept.toLowerCase().includes('problem+json')) return false;
  return favourite(accept) === problem && favourite(accept.split(',').reverse().join(',')) === problem;
}

function favourite(accept: string): string | undefined {
  return new Negotiator({ headers: { accept } }).mediaType([envelope, problem]);
}
