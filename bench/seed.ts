import { prepare } from './prepare.ts';

try {
  prepare();
  const { seed } = await import('./src/seeding/command.ts');
  await seed(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
