/** For so long after signing in, or stepping up, what asks for a fresh proof may be done (ASVS 7.5.3). @public */
export const freshSeconds = 600;
