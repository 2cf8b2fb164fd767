import type { EntitySchema } from 'typeorm';
import type { MailDefinition } from '#application/mail/mail.js';
import type { Permission } from '#domain/access/permission.js';
import type { AppError, ErrorDefinition } from '#domain/shared/app-error.js';
import type { EventDescription } from '#domain/shared/domain-event.js';
import type { SchemaName } from '#infrastructure/postgres/expected-schema.js';
import type { SettingsGroup } from './define-settings.js';
import type { Dependency } from './token.js';
import type { Wiring } from './wiring.js';

/** A named limit on requests, which a route names. Its setting is `RATE_LIMIT_<NAME>`. */
export interface RateLimitDefinition {
  /** In lower case, with dashes between words. */
  readonly name: string;
  /** `requests/seconds`, such as `200/60`; `0` for none. */
  readonly default: string;
  readonly meaning: string;
}

/** A heading of the OpenAPI document. */
export interface TagDefinition {
  readonly name: string;
  readonly description: string;
}

/** What a command of the command line is given. */
export interface CommandInput {
  /** By the names in `usage`. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** By their long names in camel case; true for one without a value. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** All that the service has. */
  readonly features: readonly Feature[];
  /** Variables by name, for what tells of the configuration itself; everything else takes settings. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted with Ctrl-C, and when nobody reads the output any more. Who ends by then has two seconds to do so. */
  readonly signal: AbortSignal;
  readonly isJson: boolean;
  /** Makes what the command needs, and nothing else. */
  get<T>(token: Dependency<T>): Promise<T>;
  /** With `--json` the lines are gathered in one document. */
  print(line: string): void;
  /** The result, once: it is the document with `--json`, and these lines without. */
  tell(result: unknown, text: string | readonly string[]): void;
  /** A result that may be long, item by item: a JSON array with `--json`, and a line for each without. */
  list<T>(items: Iterable<T> | AsyncIterable<T>, line?: (item: T) => string): Promise<void>;
  /** As it stands, to standard output, as fast as it is read. */
  write(text: string): Promise<void>;
  /** To standard error, whatever becomes of the output. */
  note(line: string): void;
  /** How far a long work is, on a line that the next one replaces; only on a terminal. */
  progress(text: string): void;
  /** @throws UsageError without a terminal to ask on. */
  confirm(question: string): Promise<boolean>;
  /** Standard input, in whole. */
  readInput(): Promise<string>;
}

/** A command of the command line: `gatehouse <usage>`. */
export interface CommandDefinition {
  /** Words and parameters: `events retry <subscription> [event]`. */
  readonly usage: string;
  readonly description: string;
  /** `--since <time>` and what it means. */
  readonly options?: Readonly<Record<string, string>>;
  /** Shown in its help: what follows `gatehouse`. */
  readonly examples?: readonly string[];
  run(input: CommandInput): Promise<void>;
}

/**
 * All that a feature is, in one place: what it declares is data, what it makes is bound. The service gathers
 * each kind from all features, and does not start when two of them claim the same.
 */
export interface FeatureDefinition {
  /** That of its folders in every layer: lower case, with dashes. */
  readonly name: string;
  /** Each variable is read here and nowhere else. */
  readonly settings?: readonly SettingsGroup[];
  readonly permissions?: readonly Permission[];
  /** Every event that the feature's aggregates record. */
  readonly events?: readonly EventDescription[];
  /** Every error that it throws, for the reference page. */
  readonly errors?: readonly ErrorDefinition<string>[];
  readonly tags?: readonly TagDefinition[];
  readonly rateLimits?: readonly RateLimitDefinition[];
  /** Tables, as TypeORM is to see them. */
  readonly entities?: readonly EntitySchema[];
  /** What a violated constraint of its tables means, by its name. */
  readonly constraints?: Readonly<Record<string, () => AppError>>;
  /** Tables whose rows belong to a tenant: the database keeps tenants apart in them (`UnitOfWork.scoped`). */
  readonly tenantTables?: readonly string[];
  /**
   * Schemas beside that of the tables, which its migrations make; the service's role may use what is in them. As a function
   * of that of the tables where two Gatehouses in one database are to have one each.
   */
  readonly schemas?: readonly SchemaName[];
  /** The folder of its migrations, `<timestamp>-<feature>-<what>`; those of the built-in features are in `migrations/`. */
  readonly migrations?: URL;
  /** Every message that it sends. */
  // biome-ignore lint/suspicious/noExplicitAny: each is filled in with data of its own.
  readonly mails?: readonly MailDefinition<any>[];
  /** The folder of their templates, `<locale>/<mail>.subject.txt`, `.txt` and `.html`; those of the built-in features are in `mails/`. */
  readonly mailTemplates?: URL;
  readonly commands?: readonly CommandDefinition[];
  /** Binds use cases, controllers and other contributions. */
  bind?(wiring: Wiring): void;
  /** Binds the adapters that keep things in memory. */
  memory?(wiring: Wiring): void;
  /** Binds the adapters that keep things in PostgreSQL. */
  postgres?(wiring: Wiring): void;
}

export type Feature = Readonly<FeatureDefinition>;

const nameForm = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** @throws Error for a name that could not be that of a folder. */
export function defineFeature(definition: FeatureDefinition): Feature {
  if (!nameForm.test(definition.name)) {
    throw new Error(
      `"${definition.name}" is no name for a feature: use lower case, with dashes between words`,
    );
  }
  return Object.freeze({ ...definition });
}
