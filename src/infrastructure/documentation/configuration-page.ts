import type { Setting } from '../configuration/setting.js';

export interface SettingsSection {
  readonly title: string;
  readonly settings: readonly Setting<unknown>[];
}

/** `docs/configuration.md`: one table for each group of settings. */
export function renderConfigurationReference(sections: readonly SettingsSection[]): string {
  const secrets = sections
    .flatMap(({ settings }) => settings)
    .filter(({ documentation }) => documentation.isSecret)
    .map(({ variable }) => `\`${variable}\``);
  const tables = sections.map(({ title, settings }) =>
    [
      `## ${title}`,
      '',
      '| variable | meaning | default | values | example |',
      '|---|---|---|---|---|',
      ...settings.map(row),
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
    'This page is generated from the settings of the features, as is `.env.example`.',
    '',
    tables.join('\n\n'),
    '',
  ].join('\n');
}

/** `.env.example`: every variable with its example, commented out. */
export function renderEnvironmentExample(sections: readonly SettingsSection[]): string {
  const blocks = sections.map(({ title, settings }) => {
    const lines = settings.flatMap(({ variable, documentation: { meaning, example } }) => [
      `# ${meaning.replaceAll('`', '')}`,
      `#${variable}=${example}`,
    ]);
    return [`## ${title}`, ...lines].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function row({ variable, documentation }: Setting<unknown>): string {
  const { meaning, example, defaultText, isRequiredInProduction, values, unit, productionRule } =
    documentation;
  const rule = productionRule === undefined ? '' : `in production: ${productionRule}`;
  const cells = [
    `\`${variable}\``,
    meaning,
    isRequiredInProduction ? `${defaultText}; required in production` : defaultText,
    [[values, unit].filter(Boolean).join(' '), rule].filter(Boolean).join('; '),
    `\`${example}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
