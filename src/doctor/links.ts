/** Where the facts come from, as addresses to open. */

/** An issue of the Salesforce CLI. */
export const cli = (number: number) => `https://github.com/forcedotcom/cli/issues/${number}`;

/** An issue (GitHub sends on a number that is a pull request). */
export const issue = (repository: string, number: number) =>
  `https://github.com/${repository}/issues/${number}`;

/** A page of Salesforce Help. */
export const help = (id: string) =>
  `https://help.salesforce.com/s/articleView?id=${id}&type=${/^\d+$/.test(id) ? 1 : 5}`;

/** A page of the Salesforce DX developer guide. */
export const dx = (page: string) =>
  `https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/${page}.htm`;

/** A question on Salesforce Stack Exchange. */
export const question = (number: number) =>
  `https://salesforce.stackexchange.com/questions/${number}`;
