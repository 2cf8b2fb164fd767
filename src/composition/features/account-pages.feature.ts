import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flag } from '#infrastructure/configuration/setting.js';
import {
  type AccountPageFiles,
  AccountPagesController,
} from '#presentation/http/account-pages/controller.js';
import { defineFeature } from '../define-feature.js';
import { defineSettings } from '../define-settings.js';
import { packageFolder } from '../package-folder.js';
import { token } from '../token.js';

export const accountPagesSettings = defineSettings('Mail', {
  isEnabled: flag('ACCOUNT_PAGES', {
    default: true,
    meaning:
      'Serve the pages that links in messages lead to, `/account/...`. Turn them off where a front end of yours has them.',
    example: false,
  }),
});

const files = token<AccountPageFiles>('AccountPageFiles');

/** The pages that links in messages lead to, for services without a front end of their own. */
export const accountPages = defineFeature({
  name: 'account-pages',
  settings: [accountPagesSettings],
  bind(wiring) {
    if (!wiring.settings(accountPagesSettings).isEnabled) return;
    wiring.singleton(files, readFiles, []);
    wiring.controller(AccountPagesController, { files });
  },
});

async function readFiles(): Promise<AccountPageFiles> {
  const read = (name: string) => readFile(join(packageFolder('pages/account'), name), 'utf8');
  const [page, script, style] = await Promise.all([read('page.html'), read('pages.js'), read('pages.css')]);
  return { page, script, style };
}
