import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { idempotencyStoreContract } from './idempotency-store.contract.js';

describe.each(adapterTargets)('IdempotencyStore on $name', ({ open }) => idempotencyStoreContract(open));
