import { defineConfig } from 'gatehouse';
import { stickyNotes } from '#composition/features/sticky-notes.feature.js';

export default defineConfig({ features: [stickyNotes] });
