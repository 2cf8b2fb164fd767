import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { userRepositoryContract } from './user-repository.contract.js';

describe.each(adapterTargets)('UserRepository on $name', ({ open }) => userRepositoryContract(open));
