import { ExportMyData } from '#application/data-export/export-my-data.js';
import type { Executes } from '#application/shared/use-case.js';
import { DataExportController } from '#presentation/http/v1/data-export/controller.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { token } from '../token.js';
import { accessTokens } from './access.tokens.js';

const exportMyData = token<Executes<ExportMyData>>('ExportMyData');

/** All that is kept about somebody, for themselves: each feature contributes what it keeps. */
export const dataExport = defineFeature({
  name: 'data-export',
  bind(wiring) {
    wiring.query(exportMyData, ExportMyData, [accessTokens.authorizer, contributed.dataExportSections]);
    wiring.controller(DataExportController, { exportMyData });
  },
});
