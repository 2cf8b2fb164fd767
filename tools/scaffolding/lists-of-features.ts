import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const featureList = 'src/composition/features.ts';

/** One line in the list of the built-in features, and the import that it needs. */
export function addToFeatureList(name: string, identifier: string, folder: string): void {
  const path = join(folder, featureList);
  const lines = readFileSync(path, 'utf8').split('\n');
  const added = `import { ${identifier} } from './features/${name}.feature.js';`;
  const moduleOf = (line: string) => /'(\.\/features\/.+)'/.exec(line)?.[1] ?? '';
  const after = lines.findLastIndex((line) => moduleOf(line) !== '' && moduleOf(line) < moduleOf(added));
  lines.splice(after + 1, 0, added);
  lines.splice(
    lines.findIndex((line) => line.startsWith('].map(')),
    0,
    `  ${identifier},`,
  );
  writeFileSync(path, lines.join('\n'));
}

/** Writes `gatehouse.config.ts`, or tells what has to be added to the one that is there. */
export function addToConfig(name: string, identifier: string, folder: string): readonly string[] {
  const path = join(folder, 'gatehouse.config.ts');
  const added = `import { ${identifier} } from '#composition/features/${name}.feature.js';`;
  if (existsSync(path)) return [`Add to the features in gatehouse.config.ts: ${identifier}`, `  ${added}`];
  const text = `import { defineConfig } from 'gatehouse';
${added}

export default defineConfig({ features: [${identifier}] });
`;
  writeFileSync(path, text, { flag: 'wx' });
  return ['  gatehouse.config.ts'];
}
