const names = new Set([
  'access',
  'audit',
  'auth',
  'email-addresses',
  'health',
  'http',
  'mail-requests',
  'mfa',
  'one-time-tokens',
  'recovery',
  'service-client',
  'sessions',
  'signing-keys',
  'users',
]);

/** Whether the contract tells of the feature. Others have their own tests of what they add to it. */
export function isOfContract({ name }: { readonly name: string }): boolean {
  return names.has(name);
}
