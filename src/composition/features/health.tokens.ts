import type { ReadinessProbe } from '#presentation/http/health/readiness.js';
import { token } from '../token.js';

export const readinessProbe = token<ReadinessProbe>('ReadinessProbe');
