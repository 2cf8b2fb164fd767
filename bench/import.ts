import { prepare } from './prepare.ts';

try {
  prepare();
  const { measureImport } = await import('./src/importing/command.ts');
  await measureImport(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
