/** The URL in this variable; null where tests of that service are skipped. */
export function serviceUrl(variable: string): (() => string) | null {
  const url = process.env[variable];
  if (!url && process.env.REQUIRE_SERVICES !== '1') return null;
  return () => {
    if (!url) throw new Error(`REQUIRE_SERVICES=1 demands a service at ${variable}`);
    return url;
  };
}
