import type { Lab } from '../lab.ts';
import type { Options } from '../options.ts';

export interface Workload {
  readonly name: string;
  readonly about: string;
  /** How many measurements it takes, for the progress bar. */
  steps(options: Options): number;
  run(lab: Lab): Promise<void>;
}
