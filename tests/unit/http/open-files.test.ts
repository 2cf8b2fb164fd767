import { expect, it } from 'vitest';
import { OpenFilesWatch } from '#presentation/http/plugins/open-files.js';
import { aRecordingLogger } from '#testing/loggers.js';

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

it('no more open files are on record once a minute, with what to do', async () => {
  const logger = aRecordingLogger();
  let now = 0;
  const watch = new OpenFilesWatch(logger, failing('EMFILE'), () => now);
  for (now of [0, 2_000, 59_999, 60_000, 62_000]) await watch.look();
  expect(logger.records).toHaveLength(2);
  expect(logger.records[0]).toMatchObject({ level: 'error', fields: { code: 'EMFILE' } });
  expect(logger.records[0]?.message).toContain('ulimit -n');
});

it('the machine, where it has no more, is told from the process', async () => {
  const logger = aRecordingLogger();
  await new OpenFilesWatch(logger, failing('ENFILE')).look();
  expect(logger.records[0]?.message).toContain('fs.file-max');
});

it('nothing is on record where files can be opened, or fail for another reason', async () => {
  const logger = aRecordingLogger();
  await new OpenFilesWatch(logger).look();
  await new OpenFilesWatch(logger, failing('ENOENT')).look();
  expect(logger.records).toEqual([]);
});
