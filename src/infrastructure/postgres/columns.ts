import type { EntitySchema, ObjectLiteral } from 'typeorm';

/** What inserts rows, given as a JSON array of objects with the names of the entity. */
export interface Recordset {
  /** Of the table. */
  readonly columns: string;
  /** In the same order. */
  readonly values: string;
  readonly from: string;
}

export function recordset<Row extends ObjectLiteral>(
  schema: EntitySchema<Row>,
  properties: readonly (keyof Row & string)[],
  parameter: string,
): Recordset {
  const column = (property: keyof Row & string) => schema.options.columns[property];
  const fields = properties.map((property) => `"${property}" ${String(column(property)?.type)}`).join(', ');
  return {
    columns: properties.map((property) => column(property)?.name ?? property).join(', '),
    values: properties.map((property) => `given."${property}"`).join(', '),
    from: `jsonb_to_recordset(${parameter}::jsonb) AS given (${fields})`,
  };
}

/**
 * The select list of plain SQL whose rows have the names of the entity: `created_at AS "createdAt"`.
 * @param table put before each column.
 */
export function selectList<Row extends ObjectLiteral>(
  schema: EntitySchema<Row>,
  properties: readonly (keyof Row & string)[],
  table?: string,
): string {
  const prefix = table === undefined ? '' : `${table}.`;
  return properties
    .map((property) => `${prefix}${schema.options.columns[property]?.name ?? property} AS "${property}"`)
    .join(', ');
}
