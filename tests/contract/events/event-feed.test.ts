import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { eventFeedContract } from './event-feed.contract.js';

describe.each(adapterTargets)('EventFeed on $name', ({ open }) => eventFeedContract(open));
