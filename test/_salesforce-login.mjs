/**
 * Logs in as the Salesforce CLI does and asks what it asks. Run by `_salesforce.ts` in a process of
 * its own, because the library keeps its state under HOME.
 */
import { AuthInfo, Connection, Org } from '@salesforce/core';

const [loginUrl, clientId, username, privateKeyFile] = process.argv.slice(2);
const authInfo = await AuthInfo.create({
  username,
  oauth2Options: { clientId, privateKeyFile, loginUrl },
});
const connection = await Connection.create({ authInfo });
const { records } = await connection.query('SELECT Name, IsSandbox FROM Organization');
const org = await Org.create({ connection });
const frontdoor = new URL(await org.getFrontDoorUrl());
const { instanceUrl, orgId } = authInfo.getFields();
process.stdout.write(
  JSON.stringify({
    instanceUrl,
    orgId,
    orgName: records[0].Name,
    apiVersion: connection.getApiVersion(),
    frontdoor: frontdoor.origin + frontdoor.pathname,
  }),
);
