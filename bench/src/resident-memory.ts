import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** In MiB. */
export function residentMemory(pid: number): number {
  if (process.platform === 'linux') {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kib) / 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
