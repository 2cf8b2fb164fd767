import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { subscriptionDeskContract } from './subscription-desk.contract.js';

describe.each(adapterTargets)('SubscriptionDesk on $name', ({ open }) => subscriptionDeskContract(open));
