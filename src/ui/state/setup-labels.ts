/**
 * The labels of Setup, letter for letter: the guide's text, its drawings and the sheet take them from
 * here. Sources: DX guide sfdx_dev_auth_eca and help preauth_user_app_access_through_eca (the app and
 * its policies), help remoteaccess_oauth_endpoints_cors (CORS), Summer '26. The three fields of Basic
 * Information and the identity check are common knowledge: the guide names them in plain words.
 */
export const LABELS = {
  setup: 'Setup',
  appManager: 'App Manager',
  clientApps: 'External Client App Manager',
  newApp: 'New External Client App',

  basic: 'Basic Information',
  appName: 'External Client App Name',
  apiName: 'API Name',
  email: 'Contact Email',
  distribution: 'Distribution State',
  local: 'Local',

  api: 'API (Enable OAuth Settings)',
  enableOauth: 'Enable OAuth',
  callback: 'Callback URL',
  scopes: 'OAuth Scopes',
  scopeApi: 'Manage user data via APIs (api)',
  scopeWeb: 'Manage user data via Web browsers (web)',
  scopeRefresh: 'Perform requests at any time (refresh_token, offline_access)',

  flow: 'Flow Enablement',
  jwtFlow: 'Enable JWT Bearer Flow',
  upload: 'Upload Files',
  security: 'Security',
  jwtTokens: 'Issue JSON Web Token (JWT)-based access tokens for named users',
  create: 'Create',

  policies: 'Policies',
  settings: 'Settings',
  edit: 'Edit',
  oauthPolicies: 'OAuth Policies',
  permitted: 'Permitted Users',
  preAuthorized: 'Admin approved users are pre-authorized',
  confirm: 'Confirm permitted user policy',
  ok: 'OK',
  appPolicies: 'App Policies',
  selectProfiles: 'Select Profiles',
  selectSets: 'Select Permission Sets',
  save: 'Save',

  oauthSettings: 'OAuth Settings',
  keyAndSecret: 'Consumer Key and Secret',
  verify: 'Verify Your Identity',
  code: 'Verification Code',
  consumerKey: 'Consumer Key',
  consumerSecret: 'Consumer Secret',

  cors: 'CORS',
  corsPolicy: 'Cross-Origin Resource Sharing (CORS) Policy Settings',
  enableCors: 'Enable CORS for OAuth endpoints',
  origins: 'Allowed Origins List',
  new: 'New',
  pattern: 'Origin URL Pattern',
} as const;
