import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { sessionRepositoryContract } from './session-repository.contract.js';

describe.each(adapterTargets)('SessionRepository on $name', ({ open }) => sessionRepositoryContract(open));
