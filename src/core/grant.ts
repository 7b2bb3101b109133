/** The grant type of RFC 7523 section 2.1. In a file of its own: the commands need nothing else. */
export const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
