import type { EntitySchema, ObjectLiteral } from 'typeorm';

/** The select list of plain SQL whose rows have the names of the entity: `created_at AS "createdAt"`. */
export function selectList<Row extends ObjectLiteral>(
  schema: EntitySchema<Row>,
  properties: readonly (keyof Row & string)[],
): string {
  return properties
    .map((property) => `${schema.options.columns[property]?.name ?? property} AS "${property}"`)
    .join(', ');
}
