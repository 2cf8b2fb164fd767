import type { ErrorDefinition } from '#domain/shared/app-error.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import type { Feature } from './define-feature.js';
import type { SettingsGroup } from './define-settings.js';
import { type RateLimitSettings, rateLimitSettings } from './rate-limit-settings.js';

/** What two features must not have in common, by what it is called in the message. */
const claims: Readonly<Record<string, (feature: Feature) => readonly string[]>> = {
  feature: ({ name }) => [name],
  permission: ({ permissions = [] }) => permissions.map(({ name }) => name),
  event: ({ events = [] }) => events.map(({ eventName }) => eventName),
  'error code': ({ errors = [] }) => errors.map(({ code }) => code),
  'tag of the OpenAPI document': ({ tags = [] }) => tags.map(({ name }) => name),
  'rate limit': ({ rateLimits = [] }) => rateLimits.map(({ name }) => name),
  setting: (feature) =>
    [...(feature.settings ?? []), ...rateLimitSettings(feature)].flatMap(({ settings }) =>
      Object.values(settings).map(({ variable }) => variable),
    ),
  table: ({ entities = [] }) => entities.map(({ options }) => options.tableName ?? options.name),
  schema: ({ schemas = [] }) => schemas.map((name) => (typeof name === 'string' ? name : name('public'))),
  constraint: ({ constraints = {} }) => Object.keys(constraints),
  mail: ({ mails = [] }) => mails.map(({ name }) => name),
  command: ({ commands = [] }) => commands.map(({ usage }) => usage.replace(/ *[<[].*/, '')),
};

/** The features of one service, and what they declare together. */
export class FeatureSet {
  readonly rateLimits: readonly RateLimitSettings[];
  /** In the order of the features, those of their rate limits last. */
  readonly settings: readonly SettingsGroup[];

  /** @throws OperatorError that names both, when two features claim the same. */
  constructor(readonly features: readonly Feature[]) {
    const clashes = Object.entries(claims).flatMap(([kind, of]) => clashesOf(features, kind, of));
    if (clashes.length > 0) throw new OperatorError(clashes.join('\n'));
    this.rateLimits = features.flatMap(rateLimitSettings);
    this.settings = [...this.gather('settings'), ...this.rateLimits];
  }

  /** What the features declare under this name, in their order. */
  gather<K extends ListName>(kind: K): Required<Feature>[K] {
    return this.features.flatMap((feature): readonly unknown[] => feature[kind] ?? []) as never;
  }

  get constraints(): NonNullable<Feature['constraints']> {
    return Object.assign({}, ...this.features.map(({ constraints }) => constraints));
  }

  /** By code. */
  get errors(): ReadonlyMap<string, ErrorDefinition<string>> {
    return new Map(this.gather('errors').map((error) => [error.code, error]));
  }
}

/** What is declared as a list. */
type ListName = {
  [K in keyof Feature]-?: NonNullable<Feature[K]> extends readonly unknown[] ? K : never;
}[keyof Feature];

function clashesOf(
  features: readonly Feature[],
  kind: string,
  of: (feature: Feature) => readonly string[],
): readonly string[] {
  const owners = new Map<string, string>();
  return features.flatMap((feature) =>
    of(feature).flatMap((claimed) => {
      const owner = owners.get(claimed);
      owners.set(claimed, feature.name);
      return owner === undefined ? [] : [clashMessage(kind, claimed, owner, feature.name)];
    }),
  );
}

export function clashMessage(kind: string, claimed: string, one: string, other: string): string {
  const both = one === other ? `twice by the feature "${one}"` : `by the features "${one}" and "${other}"`;
  return `The ${kind} ${claimed} is claimed ${both}: each must have one of its own`;
}
