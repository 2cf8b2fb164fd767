import { describe } from 'vitest';
import { adapterTargets } from '../adapters.js';
import { auditContract } from './audit.contract.js';

describe.each(adapterTargets)('AuditLog and AuditQueries on $name', ({ open }) => auditContract(open));
