import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { eventRetentionContract } from './retention.contract.js';

describe.each(adapterTargets)('Retention of events on $name', ({ open }) => eventRetentionContract(open));
