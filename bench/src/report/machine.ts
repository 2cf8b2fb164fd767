import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { benchDirectory, rootDirectory } from '../paths.ts';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
}

export function describeMachine(postgres: string): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    versions: {
      Node: process.versions.node,
      PostgreSQL: postgres,
      Gatehouse: versionOf(rootDirectory),
      Fastify: versionOf(join(benchDirectory, 'node_modules/fastify')),
      'Better Auth': versionOf(join(benchDirectory, 'node_modules/better-auth')),
      pg: versionOf(join(benchDirectory, 'node_modules/pg')),
      '@node-rs/argon2': versionOf(join(rootDirectory, 'node_modules/@node-rs/argon2')),
      bcryptjs: versionOf(join(rootDirectory, 'node_modules/bcryptjs')),
    },
  };
}

function versionOf(directory: string): string {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).version;
}
