import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** What the repository holds now, committed or not, in a folder of its own; Git knows it, and so tells what changes. */
export class CopyOfRepository {
  private constructor(readonly folder: string) {}

  static async make(): Promise<CopyOfRepository> {
    const copy = new CopyOfRepository(mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-copy-')));
    const listed = await run('git', ['ls-files', '-z', '-co', '--exclude-standard'], root);
    for (const path of listed.split('\0')) {
      // One that has been deleted is listed for as long as that is not committed.
      if (path !== '' && existsSync(join(root, path))) cpSync(join(root, path), join(copy.folder, path));
    }
    copy.#linkPackages();
    await copy.git('init', '--quiet');
    await copy.git('add', '--all');
    return copy;
  }

  /** Each by itself, since packages of this repository are those of the copy. */
  #linkPackages(): void {
    const [from, to] = [join(root, 'node_modules'), join(this.folder, 'node_modules')];
    mkdirSync(join(to, '@gatehouse'), { recursive: true });
    for (const name of readdirSync(from)) {
      if (name !== '@gatehouse') symlinkSync(join(from, name), join(to, name));
    }
    symlinkSync(
      join(this.folder, 'tools/embedded-postgres'),
      join(to, '@gatehouse/embedded-postgres'),
      'junction',
    );
  }

  git(...parameters: readonly string[]): Promise<string> {
    return run('git', parameters, this.folder);
  }

  /** Runs a script, or the program of a package. @throws Error with what it wrote when it fails. */
  node(...parameters: readonly string[]): Promise<string> {
    return run(process.execPath, parameters, this.folder);
  }

  /** Files that were not there, by path. */
  async added(...patterns: readonly string[]): Promise<readonly string[]> {
    const listed = await this.git('ls-files', '-z', '--others', '--exclude-standard', '--', ...patterns);
    return listed.split('\0').filter((path) => path !== '');
  }

  /** Lines added and deleted in files that were there: `2 0 src/composition/features.ts`. */
  async changed(): Promise<readonly string[]> {
    const lines = (await this.git('diff', '--numstat')).trim().split('\n');
    return lines.filter((line) => line !== '').map((line) => line.replaceAll('\t', ' '));
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true, force: true });
  }

  delete(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Without the variables of the run that this is part of. */
async function run(program: string, parameters: readonly string[], cwd: string): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME };
  try {
    return (await execute(program, parameters, { cwd, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${parameters.join(' ')} failed:\n${stdout}${stderr}`, { cause });
  }
}
