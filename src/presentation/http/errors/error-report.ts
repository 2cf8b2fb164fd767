import type { FastifyRequest } from 'fastify';

const maxCauses = 3;

/**
 * An error as fields of a log line. Only what is named here is taken: drivers hang parameters on their
 * errors, and those may be secrets (ASVS 16.2.5).
 * @param clean takes secrets out of its texts.
 */
export function errorReport(
  error: unknown,
  clean: (text: string) => string = (text) => text,
  depth = 0,
): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    message: clean(message),
    ...(typeof code === 'string' ? { code } : {}),
    stack: stack && clean(stack),
    ...(cause !== undefined && depth < maxCauses ? { cause: errorReport(cause, clean, depth + 1) } : {}),
  };
}

const secretName = /password|token|code/i;
/** What is shorter is in many words, and no good secret. */
const minLength = 4;

/**
 * Takes the secrets of a request out of a text that is going to be logged: an error may repeat what it was
 * about, and only the request tells which part of it is a password (ASVS 16.2.5).
 */
export function withoutSecretsOf(request: FastifyRequest): (text: string) => string {
  const spellings = secretsOf(request)
    .flatMap((secret) => [secret, secret.normalize('NFKC')])
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    // The longest first: it may contain another one.
    .sort((left, right) => right.length - left.length);
  return (text) => spellings.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
}

function secretsOf({ body, headers }: FastifyRequest): readonly string[] {
  const named = Object.entries(body ?? {}).filter(([name]) => secretName.test(name));
  const values = [...named.map(([, value]) => value), headers.authorization?.replace(/^\S+\s+/, '')];
  return values.filter((value) => typeof value === 'string').filter(({ length }) => length >= minLength);
}
