const maxCauses = 3;

/**
 * An error as fields of a log line. Only what is named here is taken: drivers hang parameters on their
 * errors, and those may be secrets (ASVS 16.2.5).
 */
export function errorReport(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause !== undefined && depth < maxCauses ? { cause: errorReport(cause, depth + 1) } : {}),
  };
}
