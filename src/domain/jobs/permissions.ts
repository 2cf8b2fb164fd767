import { definePermission } from '#domain/access/permission.js';

export const manageJobs = definePermission('jobs:manage', 'See jobs, have them tried again and delete them.');
