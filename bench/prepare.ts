import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = import.meta.dirname;

/** Installs what the harness needs, when it is not there as locked, and builds the service. */
export function prepare(): void {
  const lock = readFileSync(join(directory, 'package-lock.json'), 'utf8');
  const stamp = join(directory, 'node_modules', '.installed-lock.json');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    console.error('Installing the packages of bench/');
    npm('ci', '--prefix', directory, '--no-audit', '--no-fund', '--loglevel=error');
    writeFileSync(stamp, lock);
  }
  npm('run', '--silent', 'build');
}

/** What it prints goes to standard error, since standard output is for the results. */
function npm(...args: readonly string[]): void {
  execFileSync('npm', [...args], {
    cwd: join(directory, '..'),
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
}
