/** What a page needs to know to register an app with the practice org; nothing of the org itself. */

/** Where the page posts its Registration as JSON; Salesforce has no such path. */
export const REGISTER_PATH = '/practice/app';

/** Where the page posts the consumer key of an app that is deleted, as JSON. */
export const REMOVE_PATH = '/practice/app/remove';

/** What an admin got wrong, on purpose. */
export interface Switches {
  userNotApproved: boolean;
  anotherCertificate: boolean;
  appMissing: boolean;
  corsOff: boolean;
  /** The user has the permission API Only User: everything works but opening the org. */
  apiOnly: boolean;
  /** The app lacks the scope web: of tokens issued while this is on. */
  noWebScope: boolean;
  /** Every session has ended, as after its timeout. */
  tokenExpired: boolean;
}

export const SWITCHES_OFF: Readonly<Switches> = {
  userNotApproved: false,
  anotherCertificate: false,
  appMissing: false,
  corsOff: false,
  apiOnly: false,
  noWebScope: false,
  tokenExpired: false,
};

/** What the page sends, as JSON. */
export interface Registration {
  /** PEM, as it would be uploaded to the app. */
  certificate: string;
  consumerKey: string;
  username: string;
  switches?: Partial<Switches>;
}

/** What comes back: the app as it stands now. */
export interface Registered {
  practice: string;
  loginUrl: string;
  consumerKey: string;
  username: string;
  switches: Switches;
}
