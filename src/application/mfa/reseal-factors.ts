import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { forbidden } from '#domain/access/errors.js';
import type { FactorSecrets } from './factor-secrets.js';
import type { SealedSecrets } from './sealed-secrets.js';

const batchSize = 500;

/** Encrypts the secrets of all factors with the first key, so that the others can be removed. May be run again. */
export class ResealFactors {
  constructor(
    private readonly sealed: SealedSecrets,
    private readonly secrets: FactorSecrets,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError FORBIDDEN for all but the service itself; Error where a secret needs a key that is not there. */
  async execute(context: RequestContext): Promise<{ count: number }> {
    if (context.principal?.kind !== 'system') throw forbidden();
    let count = 0;
    for (let after: string | null = null; ; ) {
      const batch = await this.sealed.list(after, batchSize);
      await this.unitOfWork.run(context, async () => {
        for (const factor of batch) {
          const sealedSecret = this.secrets.seal(this.secrets.open(factor), factor.userId, factor.id);
          await this.sealed.replace({ ...factor, sealedSecret });
        }
      });
      count += batch.length;
      after = batch.at(-1)?.id ?? null;
      if (batch.length < batchSize) return { count };
    }
  }
}
