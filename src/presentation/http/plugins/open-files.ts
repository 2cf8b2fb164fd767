import { open } from 'node:fs/promises';
import { devNull } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '#application/shared/logger.js';

const everyMs = 2_000;
const silentMs = 60_000;

const remedies: Readonly<Record<string, string>> = {
  EMFILE:
    'This process may open no more files, so connections are closed without an answer: raise its limit (RLIMIT_NOFILE: ' +
    '`ulimit -n`, `LimitNOFILE=` of systemd, `--ulimit nofile=` of Docker), or let clients keep fewer connections open',
  ENFILE:
    'This machine may open no more files, so connections are closed without an answer: raise `fs.file-max`, or find out who has them open',
};

/**
 * Node tells nobody when the process has no file descriptor left for a connection: libuv accepts and closes it. So it is
 * tried from time to time, while the service listens, whether one can still be had.
 */
export function watchOpenFiles(app: FastifyInstance, logger: Logger): void {
  let timer: NodeJS.Timeout | undefined;
  const watch = new OpenFilesWatch(logger);
  app.addHook('onListen', (done) => {
    timer = setInterval(() => void watch.look(), everyMs).unref();
    done();
  });
  app.addHook('onClose', async () => clearInterval(timer));
}

/** Says at most once a minute what is the matter, and what to do. */
export class OpenFilesWatch {
  #silentUntil = Number.NEGATIVE_INFINITY;

  /**
   * @param openAndClose some file.
   * @param now in milliseconds, of a clock that nobody sets.
   */
  constructor(
    private readonly logger: Logger,
    private readonly openAndClose: () => Promise<void> = openNothing,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async look(): Promise<void> {
    try {
      await this.openAndClose();
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      const remedy = remedies[code];
      if (remedy === undefined || this.now() < this.#silentUntil) return;
      this.#silentUntil = this.now() + silentMs;
      this.logger.error(remedy, { code });
    }
  }
}

async function openNothing(): Promise<void> {
  await (await open(devNull)).close();
}
