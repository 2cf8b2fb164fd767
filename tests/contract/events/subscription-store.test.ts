import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { subscriptionStoreContract } from './subscription-store.contract.js';

describe.each(adapterTargets)('SubscriptionStore on $name', ({ open }) => subscriptionStoreContract(open));
