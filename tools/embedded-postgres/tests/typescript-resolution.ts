import { registerHooks } from 'node:module';

/** Node strips types, but does not map the './x.js' of an import to the './x.ts' that is there. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    const inSources = specifier.startsWith('.') && !context.parentURL?.includes('/node_modules/');
    return nextResolve(inSources ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
