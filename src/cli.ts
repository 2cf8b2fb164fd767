#!/usr/bin/env node
import { refuseOldNode } from './node-version.js';

refuseOldNode();
const { keepCompiledCode } = await import('./compile-cache.js');
keepCompiledCode();
// Only now: an older Node would not get through its imports.
await import('./command-line.js');
