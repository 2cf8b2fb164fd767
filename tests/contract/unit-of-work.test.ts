import { describe } from 'vitest';
import { adapterTargets } from './adapters.js';
import { unitOfWorkContract } from './unit-of-work.contract.js';

describe.each(adapterTargets)('UnitOfWork on $name', ({ open }) => unitOfWorkContract(open));
