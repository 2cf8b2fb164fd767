import type { AppError, Challenge } from '#domain/shared/app-error.js';

/** The code that it fails with; null when it does not. */
export async function codeOf(attempt: Promise<unknown>): Promise<string | null> {
  return (await detailOf(attempt)).code;
}

export interface FailureDetail {
  readonly code: string | null;
  /** Of its first detail. */
  readonly field?: string | undefined;
  readonly challenge?: Challenge | undefined;
}

export async function detailOf(attempt: Promise<unknown>): Promise<FailureDetail> {
  try {
    await attempt;
    return { code: null };
  } catch (error) {
    const { code, details, challenge } = error as AppError;
    return { code: code ?? String(error), field: details?.[0]?.field, challenge };
  }
}
