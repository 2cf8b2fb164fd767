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
