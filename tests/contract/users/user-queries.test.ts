import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { userQueriesContract } from './user-queries.contract.js';

describe.each(adapterTargets)('UserQueries on $name', ({ open }) => userQueriesContract(open));
