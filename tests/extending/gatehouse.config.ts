import { defineConfig } from 'gatehouse';
import { projects } from '#composition/features/projects.feature.js';

export default defineConfig({ features: [projects] });
