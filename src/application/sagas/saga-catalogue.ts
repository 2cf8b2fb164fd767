import type { SagaRecord, SagaRules } from '#domain/sagas/saga.js';
import type { SagaDefinition } from './saga-definition.js';

export type KnownSaga = SagaDefinition & SagaRules;

/** The sagas that the features have contributed. */
export class SagaCatalogue {
  readonly #known = new Map<string, KnownSaga>();

  /** @throws Error where two have the same name and version. */
  constructor(definitions: readonly SagaDefinition[]) {
    for (const definition of definitions) {
      const key = `${definition.name} ${definition.version}`;
      if (this.#known.has(key)) throw new Error(`There are two sagas ${key}`);
      const isUndoable = (name: string) =>
        definition.steps.some((step) => step.name === name && step.undo !== undefined);
      this.#known.set(key, { ...definition, isUndoable });
    }
  }

  /** Its newest version. @throws Error where there is none. */
  newest(name: string): KnownSaga {
    const versions = [...this.#known.values()].filter((each) => each.name === name);
    const [newest] = versions.sort((a, b) => b.version - a.version);
    if (newest === undefined) throw new Error(`There is no saga ${name}: contribute it`);
    return newest;
  }

  /** @returns null where this release has no such saga, or one without a step that this one has. */
  of({ name, definitionVersion, steps }: SagaRecord): KnownSaga | null {
    const known = this.#known.get(`${name} ${definitionVersion}`);
    const hasStep = (wanted: string) => known?.steps.some((step) => step.name === wanted) ?? false;
    return known !== undefined && steps.every((step) => hasStep(step.name)) ? known : null;
  }
}
