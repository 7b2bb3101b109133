/** The pages of Setup that a finding can lead to; their titles and addresses are the page's to know. */
export type SetupPage =
  | 'home'
  | 'appManager'
  | 'clientApps'
  | 'clientAppSettings'
  | 'oauthUsage'
  | 'apiAccess'
  | 'cors'
  | 'users'
  | 'profiles'
  | 'permissionSets'
  | 'loginHistory'
  | 'sessionSettings'
  | 'myDomain';
