import type { EntitySchema, ObjectLiteral } from 'typeorm';

type Property<Row> = keyof Row & string;

/** The properties of the entity, in the order of the schema. */
export function columnsOf<Row extends ObjectLiteral>(schema: EntitySchema<Row>): Property<Row>[] {
  return Object.keys(schema.options.columns);
}

export function columnName<Row>(schema: EntitySchema<Row>, property: Property<Row>): string {
  return schema.options.columns[property]?.name ?? property;
}

export function columnType<Row>(schema: EntitySchema<Row>, property: Property<Row>): string {
  return String(schema.options.columns[property]?.type);
}

/** What inserts rows, given as a JSON array of objects with the names of the entity. */
export interface Recordset {
  /** Of the table. */
  readonly columns: string;
  /** In the same order. */
  readonly values: string;
  readonly from: string;
}

export function recordset<Row>(
  schema: EntitySchema<Row>,
  properties: readonly Property<Row>[],
  parameter: string,
): Recordset {
  const typeOf = (property: Property<Row>) =>
    `${columnType(schema, property)}${schema.options.columns[property]?.array ? '[]' : ''}`;
  const fields = properties.map((property) => `"${property}" ${typeOf(property)}`).join(', ');
  return {
    columns: properties.map((property) => columnName(schema, property)).join(', '),
    values: properties.map((property) => `given."${property}"`).join(', '),
    from: `jsonb_to_recordset(${parameter}::jsonb) AS given (${fields})`,
  };
}

/**
 * The select list of plain SQL whose rows have the names of the entity: `created_at AS "createdAt"`.
 * @param table put before each column.
 */
export function selectList<Row>(
  schema: EntitySchema<Row>,
  properties: readonly Property<Row>[],
  table?: string,
): string {
  const prefix = table === undefined ? '' : `${table}.`;
  return properties.map((property) => `${prefix}${columnName(schema, property)} AS "${property}"`).join(', ');
}
