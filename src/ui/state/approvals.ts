/**
 * The two ways in which a user may use the app (help: remoteaccess_oauth_jwt_flow,
 * preauth_user_app_access_through_eca); `**` marks an exact label of Setup.
 */
import type { SetupPageName } from './setup-pages.ts';

export interface Approval {
  title: string;
  /** The value of Permitted Users. */
  permitted: string;
  /** What else there is to see: a list of Setup, and one line of it. */
  list: string;
  line: string;
  is: string;
  see: string;
  page: SetupPageName;
  missing: readonly string[];
  know: string;
}

export const APPROVALS: readonly Approval[] = [
  {
    title: 'Approved by an admin',
    permitted: 'Admin approved users are pre-authorized',
    list: 'App Policies',
    line: 'the user’s profile, or a permission set',
    is: 'The app admits the users whose profile or permission set an admin has assigned to it. The token has the app’s scopes.',
    see: 'On the app’s **Policies** tab: **Permitted Users**, and the profiles and permission sets under **App Policies**.',
    page: 'clientApps',
    missing: [
      'user is not admin approved to access this app',
      "user hasn't approved this consumer",
    ],
    know: 'Both halves are needed: the setting, and the assignment. A permission set of the Salesforce API Integration license cannot hold it.',
  },
  {
    title: 'Authorized by the user',
    permitted: 'All users may self-authorize',
    list: 'OAuth Connected Apps',
    line: 'your app',
    is: 'The user has logged in to the app in a browser once and allowed it. The token has the scopes that were allowed then, and refresh_token has to be one of them.',
    see: 'On the user’s own page in **Users**: the app stands in the related list **OAuth Connected Apps**.',
    page: 'users',
    missing: ["user hasn't approved this consumer"],
    know: 'Opening the page is reported not to be enough: the code that comes back has to be redeemed, which **Rarer ways** in step 2 does. API-only users cannot do it, and a sandbox refresh undoes it.',
  },
];
