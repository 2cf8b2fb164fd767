import { describe, expect, it } from 'vitest';
import { circlesIn, importsOf, readSources } from './imports.js';
import { forbiddenGlobalUses, forbiddenImports } from './rules.js';

const sources = readSources('src');
const core = new Map([...sources].filter(([path]) => /^src\/(domain|application)\//.test(path)));

describe('the layers', () => {
  it('reads the sources that it judges', () => {
    expect([...core.keys()]).toEqual(
      expect.arrayContaining(['src/domain/users/user.ts', 'src/application/auth/log-in.ts']),
    );
    expect(importsOf(sources).length).toBeGreaterThan(core.size);
  });

  it('import only downward', () => {
    expect(forbiddenImports(sources)).toEqual([]);
  });

  it('have no import circle', () => {
    expect(circlesIn(importsOf(new Map([...sources, ...readSources('migrations')])))).toEqual([]);
  });

  it('keep clock, randomness, runtime and decorators out of the core', () => {
    expect(forbiddenGlobalUses(core)).toEqual([]);
  });
});

describe('a planted violation is found:', () => {
  const plant = (path: string, source: string) => new Map([...sources, [path, source]]);

  it.each([
    ['src/domain/users/planted.ts', "import { Entity } from 'typeorm';"],
    ['src/domain/users/planted.ts', "import type { FastifyRequest } from 'fastify';"],
    ['src/domain/users/planted.ts', "export * from 'inversify';"],
    ['src/domain/users/planted.ts', "import { randomUUID } from 'node:crypto';"],
    ['src/application/users/planted.ts', "import { DataSource } from 'typeorm';"],
    ['src/application/users/planted.ts', "import fastify from 'fastify';"],
    ['src/application/users/planted.ts', "const { injectable } = await import('inversify');"],
    ['src/infrastructure/planted.ts', "import { Container } from 'inversify';"],
    ['src/domain/users/planted.ts', "import { LogIn } from '#application/auth/log-in.js';"],
    ['src/application/users/planted.ts', "import '#infrastructure/configuration/config.js';"],
    ['src/application/users/planted.ts', "import { LogIn } from '#application/auth/log-in.js';"],
    ['src/domain/access/planted.ts', "import { User } from '#domain/users/user.js';"],
    ['src/infrastructure/postgres/audit/planted.ts', "import '../users/repository.js';"],
    ['src/presentation/http/v1/audit/planted.ts', "import '../users/dto.js';"],
    ['src/presentation/http/planted.ts', "import '#infrastructure/configuration/config.js';"],
    ['src/infrastructure/planted.ts', "import '#presentation/http/create-app.js';"],
    ['src/domain/users/planted.ts', "import { Role } from '../../../src/domain/access/role.js';"],
    ['src/application/users/planted.ts', "import { Role } from '../../domain/access/role.js';"],
  ])('%s: %s', (path, source) => {
    expect(forbiddenImports(plant(path, source))).toEqual([expect.stringContaining(path)]);
  });

  it('a circle', () => {
    const planted = new Map([
      ['src/domain/a.ts', "import { b } from './b.js'; export const a = b;"],
      ['src/domain/b.ts', "export { a as b } from '#domain/a.js';"],
    ]);
    expect(circlesIn(importsOf(planted))).toEqual([
      ['src/domain/a.ts', 'src/domain/b.ts', 'src/domain/a.ts'],
    ]);
  });

  it.each([
    ['Date.now()'],
    ['Math.random()'],
    ['new Date()'],
    ['process.env.HOME'],
    ['setTimeout(() => undefined, 1)'],
    ['Buffer.from("x")'],
  ])('%s in the core', (expression) => {
    const planted = new Map([['src/domain/planted.ts', `export const planted = ${expression};`]]);
    expect(forbiddenGlobalUses(planted)).toHaveLength(1);
  });
});
