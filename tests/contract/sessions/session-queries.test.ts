import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { sessionQueriesContract } from './session-queries.contract.js';

describe.each(adapterTargets)('SessionQueries on $name', ({ open }) => sessionQueriesContract(open));
