import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandDefinition, defineFeature } from '../define-feature.js';
import { platform } from '../platform/platform.tokens.js';
import { referencePages } from '../reference.js';

const writePages: CommandDefinition = {
  usage: 'docs [folder]',
  description: 'Write the reference pages of this service, its extensions included, and .env.example',
  async run({ parameters: { folder = 'docs' }, get, print }) {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(referencePages(await get(platform.features)))) {
      const path = join(folder, name);
      await writeFile(path, text);
      print(path);
    }
  },
};

/** The reference pages. Those that a running service shows are at `/docs` (`http`). */
export const docs = defineFeature({ name: 'docs', commands: [writePages] });
