import { parseArgs } from 'node:util';

export interface Options {
  readonly isQuick: boolean;
  readonly only: readonly string[];
  readonly isJson: boolean;
  readonly isWriting: boolean;
  readonly rounds: number;
  /** Of one measurement of one side. */
  readonly durationMs: number;
  readonly warmUpMs: number;
  readonly manyUsers: number;
  readonly manyTenants: number;
  readonly mixedMs: number;
  readonly logouts: number;
  readonly coldStarts: number;
}

export const help = `npm run bench -- [options]

  --quick             under two minutes, whatever was not begun by then left out: short rounds, 10,000 users, no docs/performance.md
  --only <a,b>        only these workloads
  --rounds <n>        of each comparison (5, quick: 2)
  --seconds <n>       of one measurement of one side (5, quick: 0.6)
  --users <n>         of the large database (1000000)
  --tenants <n>       of the large database of tenants, of ten memberships each (100000)
  --json              the results as JSON on standard output, instead of tables
  --write             write docs/performance.md, which a full run of all workloads does anyway
  --help

DATABASE_URL names a server to use instead of the embedded one; its role needs CREATEDB.
`;

export function parseOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      users: { type: 'string', default: '1000000' },
      tenants: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const only = values.only.flatMap((list) => list.split(','));
  const isQuick = values.quick;
  const isWhole = !isQuick && only.length === 0;
  return {
    isQuick,
    only,
    isJson: values.json,
    isWriting: values.write || isWhole,
    rounds: positive('rounds', values.rounds ?? (isQuick ? '2' : '5')),
    durationMs: 1000 * positive('seconds', values.seconds ?? (isQuick ? '0.6' : '5')),
    warmUpMs: isQuick ? 200 : 1000,
    manyUsers: positive('users', values.users),
    manyTenants: Math.floor(positive('tenants', values.tenants)),
    mixedMs: isQuick ? 2000 : 600_000,
    logouts: isQuick ? 40 : 1000,
    coldStarts: isQuick ? 2 : 5,
  };
}

export function positive(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} must be a positive number`);
  return number;
}
