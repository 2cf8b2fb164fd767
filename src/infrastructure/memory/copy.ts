/** A copy that shares nothing mutable: dates, arrays and plain objects are copied, value objects are immutable. */
export function copyOf<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, copyOfValue(value)])) as Row;
}

function copyOfValue(value: unknown): unknown {
  const isPlain =
    Array.isArray(value) ||
    value instanceof Date ||
    (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
  return isPlain ? structuredClone(value) : value;
}
