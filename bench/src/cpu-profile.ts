import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
}

/** For a process that is to leave its profile in `directory` when it ends. */
export function profiling(directory: string): Record<string, string> {
  return { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${directory}` };
}

/** Where the last seconds of a process went, in percent of what it did, the largest first. */
export async function lastSeconds(directory: string, seconds: number): Promise<[string, number][]> {
  const [file] = (await readdir(directory)).filter((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error('The process has left no profile');
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(await readFile(join(directory, file), 'utf8'));
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const spent = new Map<string, number>();
  let [total, left] = [0, seconds * 1e6];
  for (let index = samples.length - 1; index >= 0 && left > 0; index -= 1) {
    const microseconds = timeDeltas[index] as number;
    left -= microseconds;
    const place = places.get(samples[index] as number);
    if (place === undefined) continue;
    total += microseconds;
    spent.set(place, (spent.get(place) ?? 0) + microseconds);
  }
  return [...spent]
    .map(([place, microseconds]): [string, number] => [place, (100 * microseconds) / total])
    .sort(([, one], [, other]) => other - one);
}

/** Undefined where the process had nothing to do. */
function placeOf({ functionName, url }: CallFrame): string | undefined {
  if (functionName === '(idle)') return undefined;
  if (/^write\w+String$/.test(functionName)) return 'writing to sockets, in the kernel';
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (url.startsWith('node:')) return "Node's HTTP, streams and timers";
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (name !== undefined) return name;
  if (url.includes('/dist/')) return 'Gatehouse';
  return 'V8 and what is compiled from schemas and routes';
}
