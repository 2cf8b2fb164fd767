import { describe } from 'vitest';
import { adapterTargets } from './adapters.js';
import { housekeepingStoreContract } from './housekeeping-store.contract.js';

describe.each(adapterTargets)('HousekeepingStore on $name', ({ open }) => housekeepingStoreContract(open));
