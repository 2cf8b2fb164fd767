/** JSON in which dates stay dates. */
export function encode(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key: string, plain: unknown) {
    const original = this[key];
    return original instanceof Date ? { $date: original.getTime() } : plain;
  });
}

export function decode(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => (isDate(value) ? new Date(value.$date) : value));
}

function isDate(value: unknown): value is { $date: number } {
  return typeof value === 'object' && value !== null && '$date' in value;
}
