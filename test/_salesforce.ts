import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAsync } from './_tools.ts';

export interface SalesforceLogin {
  instanceUrl: string;
  orgId: string;
  orgName: string;
  apiVersion: string;
  /** Where `sf org open` would go, without its one-time password. */
  frontdoor: string;
}

/**
 * Logs in with @salesforce/core, the library inside the Salesforce CLI, in a home folder of its own.
 * Throws with the client's words where it cannot.
 */
export async function salesforceLogin(login: {
  loginUrl: string;
  consumerKey: string;
  username: string;
  keyFile: string;
}): Promise<SalesforceLogin> {
  const home = mkdtempSync(join(tmpdir(), 'keybearer-home-'));
  const script = fileURLToPath(new URL('./_salesforce-login.mjs', import.meta.url));
  const { loginUrl, consumerKey, username, keyFile } = login;
  const env = {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    // The file in HOME, never the keychain of whoever runs the tests.
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_LOG_FILE: 'true',
    SF_DISABLE_TELEMETRY: 'true',
  };
  try {
    const args = [script, loginUrl, consumerKey, username, keyFile];
    const { status, stdout, stderr } = await runAsync(process.execPath, args, { env });
    if (status !== 0) throw new Error(`@salesforce/core could not log in: ${stderr}`);
    return JSON.parse(stdout) as SalesforceLogin;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
