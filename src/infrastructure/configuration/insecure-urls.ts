import { InvalidValue } from './configuration-error.js';

/** Whether what is sent there stays on this machine. A URL without a host means a socket of it. */
export function isLoopback({ hostname, searchParams }: URL): boolean {
  const host = searchParams.get('host') ?? hostname;
  return host === '' || host.startsWith('/') || /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
}

/** Whether the driver takes the server's certificate for what it says only when it can check it. */
export function isVerifiedPostgres({ searchParams }: URL): boolean {
  if (searchParams.get('uselibpqcompat') === 'true')
    return /^verify-/.test(searchParams.get('sslmode') ?? '');
  return /^(require|verify-ca|verify-full)$/.test(searchParams.get('sslmode') ?? '');
}

/** @throws InvalidValue with what to do, and the variable that allows it. */
export function refuseInsecure(
  isSecure: boolean,
  isAllowed: unknown,
  remedy: string,
  variable: string,
): void {
  if (isSecure || isAllowed === true) return;
  throw new InvalidValue(
    'is open to whoever is on the way, which production refuses',
    `${remedy}, or set ${variable}=true.`,
  );
}
