import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { sessionRetentionContract } from './retention.contract.js';

describe.each(adapterTargets)('Retention of sessions on $name', ({ open }) => sessionRetentionContract(open));
