import { describe, expect, it } from 'vitest';
import { mailTest } from '#application/mail/mail-test.js';
import { systemContext } from '#application/shared/request-context.js';
import { mailTokens } from '#composition/features/mail.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { Email } from '#domain/users/email.js';
import { TestKit } from '#testing/test-kit.js';
import { jobHandlers, manualJobs, manualJobsFeature } from '../../support/mail/mail-kit.js';

describe('a message', () => {
  it('goes from the unit of work to the mailbox', async () => {
    const kit = new TestKit({ features: [manualJobsFeature] });
    const mails = await kit.get(mailTokens.mails);
    await (await kit.get(platform.unitOfWork)).run(systemContext, () =>
      mails.send(
        mailTest,
        { email: Email.parse('anna@example.com'), locale: 'de-AT' },
        { sentAt: kit.clock.now().toISOString() },
      ),
    );
    const jobs = await kit.get(manualJobs);
    expect(await jobs.round(await kit.get(jobHandlers))).toEqual([]);
    const mailbox = await kit.get(mailTokens.mailbox);
    expect(await mailbox.list('anna@example.com')).toMatchObject([
      { to: 'anna@example.com', subject: 'Eine Probe von Gatehouse' },
    ]);
    await kit.close();
  });
});
