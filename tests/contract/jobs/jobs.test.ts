import { describe } from 'vitest';
import { engineTargets } from './engines.js';
import { jobsContract } from './jobs.contract.js';

describe.each(engineTargets)('jobs on $name', ({ open }) => jobsContract(open));
