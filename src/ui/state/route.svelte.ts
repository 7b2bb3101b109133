export const STEPS = ['key', 'app', 'details', 'token', 'use', 'troubleshoot'] as const;
export type Step = (typeof STEPS)[number];

/** Screens that are there once, called as their hash. */
const PLAIN = ['about', 'batch', 'inspect', 'settings', 'test'] as const;

/** Screens of one connection beside its steps. */
const ASIDE = ['rotate', 'refreshed'] as const;
export type Aside = (typeof ASIDE)[number];

export type Route =
  | { screen: 'home' | (typeof PLAIN)[number] }
  | { screen: 'connection'; id: string; step: Step }
  | { screen: Aside; id: string }
  | { screen: 'nowhere'; hash: string };

/** Reads a location hash; routes are listed in README and never hold a secret. */
export function readRoute(hash: string): Route {
  const [screen = '', id = '', step = 'key'] = hash.replace(/^#?\/?/, '').split('/');
  if (screen === '') return { screen: 'home' };
  const plain = PLAIN.find((name) => name === screen);
  if (plain) return { screen: plain };
  const aside = ASIDE.find((name) => name === step);
  if (screen === 'connection' && id && aside) return { screen: aside, id };
  const known = STEPS.find((name) => name === step);
  if (screen === 'connection' && id && known) return { screen, id, step: known };
  return { screen: 'nowhere', hash };
}

/** A step of a connection, or the screen where it is rotated, or repaired after a refresh. */
export function stepHref(id: string, step: Step | Aside): string {
  return `#/connection/${id}/${step}`;
}

/** The hash that leads to a route. */
export function hrefOf(route: Route): string {
  if (route.screen === 'connection') return stepHref(route.id, route.step);
  if ('id' in route) return stepHref(route.id, route.screen);
  return route.screen === 'home' || route.screen === 'nowhere' ? '#/' : `#/${route.screen}`;
}

export class Router {
  // On the build machine there is no location: the first view is home.
  route = $state.raw<Route>(readRoute(globalThis.location?.hash ?? ''));

  /** Where the user was before. */
  before: Route | null = null;

  /** For `hashchange`. */
  read = () => {
    this.before = this.route;
    this.route = readRoute(location.hash);
  };

  go(hash: string) {
    location.hash = hash;
  }
}
