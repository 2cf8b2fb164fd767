import { parseSync, Visitor } from 'oxc-parser';
import { featureOf, type Import, importsOf, layerOf, type SourceFiles } from './imports.js';

const downward: Record<string, readonly string[]> = {
  domain: ['domain'],
  application: ['application', 'domain'],
  infrastructure: ['infrastructure', 'application', 'domain'],
  presentation: ['presentation', 'application', 'domain'],
};

/** What a file offers to other features of its layer says so in its documentation: ids, value objects, ports. */
const offer = '@public';

/** One line for each import that the architecture does not allow. */
export function forbiddenImports(files: SourceFiles): readonly string[] {
  const isOffered = (path: string) => files.get(path)?.includes(offer) ?? false;
  return importsOf(files).flatMap((found) => {
    const reason = reasonAgainst(found, isOffered);
    return reason === null ? [] : [`${found.from} imports ${found.specifier}: ${reason}`];
  });
}

function reasonAgainst({ from, specifier, to }: Import, isOffered: (path: string) => boolean): string | null {
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
  if (allowed !== undefined && !allowed.includes(layerOf(to))) {
    return `${layer} must not import ${layerOf(to) || to}`;
  }
  const [own, other] = [featureOf(from), featureOf(to)];
  const isForeign = layer === layerOf(to) && other !== null && other !== own;
  return isForeign && !isOffered(to)
    ? `${own ?? layer} must not import ${other}, except what is offered (${offer})`
    : null;
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
