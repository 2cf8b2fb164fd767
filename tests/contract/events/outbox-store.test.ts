import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { outboxStoreContract } from './outbox-store.contract.js';

describe.each(adapterTargets)('OutboxStore on $name', ({ open }) => outboxStoreContract(open));
