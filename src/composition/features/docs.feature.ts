import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandDefinition, defineFeature } from '../define-feature.js';
import { FeatureSet } from '../feature-set.js';

const writePages: CommandDefinition = {
  usage: 'docs [folder]',
  description: 'Write the reference pages of this service, its extensions included, and .env.example',
  examples: ['docs reference'],
  async run({ parameters: { folder = 'docs' }, features, tell }) {
    const { referencePages } = await import('../reference.js');
    const paths: string[] = [];
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(await referencePages(new FeatureSet(features)))) {
      const path = join(folder, name);
      await writeFile(path, text);
      paths.push(path);
    }
    tell({ paths }, paths);
  },
};

/** The reference pages. Those that a running service shows are at `/docs` (`http`). */
export const docs = defineFeature({ name: 'docs', commands: [writePages] });
