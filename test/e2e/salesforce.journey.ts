import { writeFileSync } from 'node:fs';
import { salesforceLogin } from '../_salesforce.ts';
import {
  button,
  download,
  field,
  generate,
  goTo,
  NAMES,
  practiceConnection,
  select,
  the,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';

for (const format of ['PKCS#8', 'PKCS#1']) {
  test(`@salesforce/core logs in with the downloaded key, ${format}`, async ({
    page,
    app,
  }, info) => {
    await practiceConnection(page);
    await generate(page);
    await select(page, NAMES.key.keyFormat).selectOption({ label: format });
    const keyFile = info.outputPath('server.key');
    writeFileSync(keyFile, (await download(page, NAMES.key.downloadKey)).bytes, { mode: 0o600 });
    await goTo(page, 'details');
    const consumerKey = await field(page, NAMES.details.consumerKey).inputValue();
    const username = await field(page, NAMES.details.username).inputValue();

    // The page's own first token registers the certificate with the practice org.
    await goTo(page, 'token');
    await button(page, NAMES.token.get).click();
    await expect(the(page, 'region', NAMES.token.result)).toBeVisible();

    const login = await salesforceLogin({ loginUrl: app.practice, consumerKey, username, keyFile });
    expect(login.instanceUrl).toBe(app.practice);
    expect(login.orgId).toMatch(/^00D\w{15}$/);
  });
}
