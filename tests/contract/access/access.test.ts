import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { accessContract } from './access.contract.js';

describe.each(adapterTargets)('AccessRepository and AccessQueries on $name', ({ open }) =>
  accessContract(open),
);
