import type { CommandDefinition } from '../define-feature.js';
import { FeatureSet } from '../feature-set.js';
import { Settings } from '../settings.js';

const check: CommandDefinition = {
  usage: 'config check',
  description: 'Say what is wrong with the configuration, all of it at once',
  examples: ['config check', 'NODE_ENV=production gatehouse config check --json'],
  async run({ features, environment, tell }) {
    Settings.load(new FeatureSet(features), environment);
    tell({ isValid: true }, 'The configuration is valid.');
  },
};

const show: CommandDefinition = {
  usage: 'config show',
  description: 'Show each setting and where its value comes from. Secrets are not shown',
  options: { '--set': 'only what is set, and not what has its default' },
  examples: ['config show --set', 'config show --json'],
  async run({ features, environment, options, list }) {
    const { describeSettings } = await import('#infrastructure/configuration/describe-settings.js');
    const settings = new FeatureSet(features).settings.flatMap((group) => Object.values(group.settings));
    const all = describeSettings(settings, environment, process.cwd());
    const shown = options.set === true ? all.filter(({ source }) => source !== 'default') : all;
    await list(shown, ({ variable, value, source }) => `${variable}=${value ?? ''}  (${source})`);
  },
};

export const configurationCommands = [check, show];
