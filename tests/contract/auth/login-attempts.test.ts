import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { loginAttemptsContract } from './login-attempts.contract.js';

describe.each(adapterTargets)('LoginAttempts on $name', ({ open }) => loginAttemptsContract(open));
