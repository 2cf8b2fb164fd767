import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { signingKeyStoreContract } from './signing-key-store.contract.js';

describe.each(adapterTargets)('SigningKeyStore on $name', ({ open }) => signingKeyStoreContract(open));
