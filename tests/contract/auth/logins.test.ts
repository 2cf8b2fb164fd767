import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { loginsContract } from './logins.contract.js';

describe.each(adapterTargets)('Logins on $name', ({ open }) => loginsContract(open));
