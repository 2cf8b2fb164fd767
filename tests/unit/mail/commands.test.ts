import { describe, expect, it, onTestFinished } from 'vitest';
import { mailCommands } from '#composition/features/mail.commands.js';
import { composeService } from '#composition/service.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { commandInput } from '../../support/command-input.js';
import { SmtpSink } from '../../support/mail/smtp-sink.js';

interface Given {
  readonly parameters?: Record<string, string>;
  readonly options?: Record<string, string | boolean>;
  readonly env?: Record<string, string>;
}

async function run(words: string, { parameters = {}, options = {}, env = {} }: Given = {}): Promise<string> {
  const container = composeService({
    environment: { NODE_ENV: 'test', STORAGE: 'memory', ...env },
  });
  onTestFinished(() => container.close());
  const command = mailCommands.find(({ usage }) => usage.startsWith(`mail ${words}`));
  const { input, stdout } = commandInput(container, { parameters, options });
  await command?.run(input);
  return stdout().trimEnd();
}

describe('the command', () => {
  it('mail list names every message', async () => {
    expect(await run('list')).toMatch(/^mail-test: When `gatehouse mail test`/m);
  });

  it('mail preview shows one, in a language, as text or HTML', async () => {
    const parameters = { name: 'mail-test' };
    expect(await run('preview', { parameters })).toMatch(/^A test of Gatehouse\n\nThis is the message/);
    const german = { parameters, options: { locale: 'de-AT' } };
    expect(await run('preview', german)).toMatch(/^Eine Probe von Gatehouse\n\nDas ist die Nachricht/);
    expect(await run('preview', { parameters, options: { html: true } })).toMatch(/^<!doctype html>/);
    await expect(run('preview', { parameters: { name: 'other' } })).rejects.toThrow(OperatorError);
  });

  it('mail test sends one, and tells what the server says', async () => {
    const sink = await SmtpSink.start({ disabledCommands: ['STARTTLS', 'AUTH'] });
    onTestFinished(() => sink.stop());
    const env = { SMTP_URL: `smtp://127.0.0.1:${sink.port}` };
    const parameters = { address: 'Anna@example.org' };
    expect(await run('test', { parameters, env })).toBe('The mail server has taken it.');
    expect(sink.received).toMatchObject([{ to: ['anna@example.org'] }]);
    sink.recipientVerdict = () => 550;
    await expect(run('test', { parameters, env })).rejects.toThrow(/RCPT TO: 550.*not here/);
    await expect(run('test', { parameters: { address: 'a@b.cd,c@d.ef' }, env })).rejects.toThrow(
      /request is invalid/,
    );
    await expect(run('test', { parameters })).rejects.toThrow('There is no mail server: set SMTP_URL');
  });
});
