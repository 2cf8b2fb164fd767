import { parseSync, Visitor } from 'oxc-parser';
import { featureOf, type Import, layerOf, type SourceFiles } from './imports.js';

const downward: Record<string, readonly string[]> = {
  domain: ['domain'],
  application: ['application', 'domain'],
  infrastructure: ['infrastructure', 'application', 'domain'],
  presentation: ['presentation', 'application', 'domain'],
};

/** The ways of a domain feature to another: ids and value objects, never its entities or events. */
const sharedValues = new Set([
  'src/domain/access/role.ts',
  'src/domain/users/email.ts',
  'src/domain/users/username.ts',
]);

/** What a use case may take of another feature: ports, and services made for others to call. */
const isPort = (path: string) => /-(repository|queries|log|attempts)\.ts$/.test(path);
const offeredServices = new Set([
  'src/application/audit/audit-trail.ts',
  'src/application/auth/reauthentication.ts',
  'src/application/auth/session-termination.ts',
]);

/** One line for each import that the architecture does not allow. */
export function forbiddenImports(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((found) => {
    const reason = reasonAgainst(found);
    return reason === null ? [] : [`${found.from} imports ${found.specifier}: ${reason}`];
  });
}

function reasonAgainst({ from, specifier, to }: Import): string | null {
  const layer = layerOf(from);
  const isCore = layer === 'domain' || layer === 'application';
  if (to === null) {
    if (isCore) return 'the core imports no package and no node: module';
    if (specifier.startsWith('inversify') && layer !== 'composition')
      return 'only composition knows inversify';
    return null;
  }
  if (specifier.startsWith('.') && (specifier.includes('../../../') || layer !== layerOf(to))) {
    return 'imports across layers use package imports';
  }
  const allowed = downward[layer];
  if (allowed !== undefined && !allowed.includes(layerOf(to)) && !isMigrationFromAdapter(layer, to)) {
    return `${layer} must not import ${layerOf(to) || to}`;
  }
  return isCore && layer === layerOf(to) ? reasonAgainstFeature(layer, from, to) : null;
}

function isMigrationFromAdapter(layer: string, to: string): boolean {
  return layer === 'infrastructure' && to === 'migrations/index.ts';
}

function reasonAgainstFeature(layer: string, from: string, to: string): string | null {
  const [own, other] = [featureOf(from), featureOf(to)];
  if (own === other || other === 'shared' || own === 'event-handlers') return null;
  if (layer === 'domain' && sharedValues.has(to)) return null;
  if (layer === 'application' && (isPort(to) || offeredServices.has(to))) return null;
  return `${own} must not import ${other}, except its ids, values and ports`;
}

const forbiddenGlobals = new Set(['process', 'Buffer', 'setTimeout', 'setInterval', 'fetch', 'console']);

/** One line for each use of the clock, of randomness or of the runtime in the core. */
export function forbiddenGlobalUses(files: SourceFiles): readonly string[] {
  return [...files].flatMap(([path, source]) => {
    const found: string[] = [];
    const { program } = parseSync(path, source);
    new Visitor({
      Identifier: ({ name }) => {
        if (forbiddenGlobals.has(name)) found.push(name);
      },
      Decorator: () => {
        found.push('a decorator');
      },
      MemberExpression: ({ object, property }) => {
        if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
        if (['Date.now', 'Math.random'].includes(`${object.name}.${property.name}`)) {
          found.push(`${object.name}.${property.name}`);
        }
      },
      NewExpression: ({ callee, arguments: args }) => {
        if (callee.type === 'Identifier' && callee.name === 'Date' && args.length === 0)
          found.push('new Date()');
      },
    }).visit(program);
    return found.map((name) => `${path} uses ${name}`);
  });
}
