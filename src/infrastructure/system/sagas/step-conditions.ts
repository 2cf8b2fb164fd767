import { PermanentFailure } from '#application/jobs/job.js';
import { type StepConditions, StepFailure } from '#application/sagas/step-conditions.js';
import { ServiceRefusal } from '#application/shared/service-client.js';
import { failureText } from '#infrastructure/shared/failure-text.js';

const shown = [StepFailure, PermanentFailure, ServiceRefusal];

export const stepConditions: StepConditions = {
  timeLimit: (seconds) => AbortSignal.timeout(seconds * 1000),
  chance: Math.random,
  describe: (error) => failureText(error, (each) => shown.some((type) => each instanceof type)),
};
