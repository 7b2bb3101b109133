/** Where this copy of Keybearer lies: its origin, and its folder where it has one. */
export function siteAddress(): string {
  const folder = location.pathname.replace(/[^/]*$/, '');
  return folder === '/' ? location.origin : location.origin + folder;
}

/**
 * Whether other pages can lie on this origin beside it, as on `user.github.io/app/`. What a browser
 * stores belongs to an origin, not to a folder of it.
 */
export function isSharedOrigin(): boolean {
  return siteAddress() !== location.origin;
}
