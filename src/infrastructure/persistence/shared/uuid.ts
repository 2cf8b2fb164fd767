const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** In the one spelling that is stored: lower case. */
export function isUuid(text: string): boolean {
  return pattern.test(text);
}
