import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { attemptRetentionContract } from './retention.contract.js';

describe.each(adapterTargets)('Retention of login attempts on $name', ({ open }) =>
  attemptRetentionContract(open),
);
