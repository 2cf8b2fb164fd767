import { describeVariables, type VariableDescription } from './schema.js';

/** `docs/configuration.md`, made from the schema: one table for each group of variables. */
export function renderConfigurationReference(): string {
  const variables = describeVariables();
  const groups = Map.groupBy(variables, ({ meta }) => meta.group ?? 'Other');
  const secrets = variables.filter(({ meta }) => meta.isSecret).map(({ name }) => `\`${name}\``);
  const tables = [...groups].map(([title, members]) =>
    [
      `## ${title}`,
      '',
      '| variable | meaning | default | values | example |',
      '|---|---|---|---|---|',
      ...members.map(row),
    ].join('\n'),
  );
  return [
    '# Configuration',
    '',
    'Gatehouse is configured by environment variables, which are read once, when it starts. All that is wrong',
    'with them is reported together, and the process ends before it listens. An empty variable counts as not',
    `set. ${secrets.join(', ')} can instead be the name of a file that holds the value, under the same name with`,
    '`_FILE` at its end.',
    '',
    'This page is generated from the schema: change `src/infrastructure/config/variables/`.',
    '',
    tables.join('\n\n'),
    '',
  ].join('\n');
}

function row(variable: VariableDescription): string {
  const cells = [
    `\`${variable.name}\``,
    variable.description,
    defaultOf(variable),
    valuesOf(variable),
    `\`${variable.example}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function defaultOf({ meta, defaultValue }: VariableDescription): string {
  const text = meta.defaultText ?? (defaultValue === undefined ? 'none' : `\`${String(defaultValue)}\``);
  return meta.isRequiredInProduction ? `${text}; required in production` : text;
}

function valuesOf({ type, allowed, min, max, unit, meta }: VariableDescription): string {
  const range = min === undefined ? max && `up to ${max}` : `${min} to ${max}`;
  const values =
    type === 'boolean' ? '`true`, `false`' : allowed.map((value) => `\`${String(value)}\``).join(', ');
  const measured = [range, unit].filter(Boolean).join(' ');
  const rule = meta.productionRule === undefined ? '' : `in production: ${meta.productionRule}`;
  return [values, measured, rule].filter(Boolean).join('; ');
}
