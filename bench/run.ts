import { prepare } from './prepare.ts';

try {
  prepare();
  // Only now, for its packages may just have been installed.
  const { main } = await import('./src/main.ts');
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
