/** How the list of connections is searched, sorted and filtered. */
import { bandOf } from './dates.ts';
import { wordsOf } from './fold.ts';
import type { OrgGroup, Place } from './glance.ts';
import { needOf } from './standing.ts';

/** Each with its words. */
export const SORTS = [
  ['need', 'What needs you first'],
  ['name', 'Name'],
  ['org', 'Org'],
  ['left', 'Days left'],
  ['token', 'Last token'],
] as const;

/** A number of days means: so many or fewer, and not over yet. */
export const LEFT_FILTERS = [
  ['any', 'Any'],
  ['fine', 'Fine'],
  ['60', 'Within 60 days'],
  ['30', 'Within 30 days'],
  ['14', 'Within 14 days'],
  ['7', 'Within 7 days'],
  ['past', 'Past'],
  ['none', 'No certificate'],
] as const;

export const ORG_FILTERS = [
  ['any', 'Any'],
  ['production', 'Production'],
  ['sandbox', 'Sandbox'],
  ['practice', 'Practice'],
  ['other', 'Other'],
] as const satisfies readonly (readonly [OrgGroup | 'any', string])[];

export interface ListView {
  search: string;
  sort: (typeof SORTS)[number][0];
  left: (typeof LEFT_FILTERS)[number][0];
  org: (typeof ORG_FILTERS)[number][0];
}

/** Everything, as it comes. */
export const WHOLE: ListView = { search: '', sort: 'need', left: 'any', org: 'any' };

/** Whether something may be hidden. */
export function isNarrowed({ search, left, org }: ListView): boolean {
  return search.trim() !== '' || left !== 'any' || org !== 'any';
}

const less = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const ORDER: Readonly<Record<ListView['sort'], (a: Place, b: Place) => number>> = {
  need: (a, b) => needAt(a) - needAt(b),
  name: (a, b) => less(a.facts.byName, b.facts.byName),
  org: (a, b) => less(a.facts.byOrg, b.facts.byOrg) || less(a.facts.byName, b.facts.byName),
  left: (a, b) => (a.left ?? 1e9) - (b.left ?? 1e9),
  token: (a, b) => b.tokenAt - a.tokenAt,
};

/** Equals keep their order. */
export function sorted(places: readonly Place[], sort: ListView['sort']): Place[] {
  return [...places].sort(ORDER[sort]);
}

/** Those in which every word stands somewhere, a consumer key counting from its start, and that the filters let through. */
export function matching(places: readonly Place[], view: ListView): readonly Place[] {
  if (!isNarrowed(view)) return places;
  const words = wordsOf(view.search);
  const within = Number(view.left);
  return places.filter(({ facts, left }) => {
    if (view.org !== 'any' && facts.group !== view.org) return false;
    if (within) {
      if (left === null || left < 0 || left > within) return false;
    } else if (view.left !== 'any' && bandOf(left) !== view.left) return false;
    return words.every((word) => facts.text.includes(word) || facts.start.startsWith(word));
  });
}

function needAt({ facts, situation }: Place): number {
  return needOf(situation, facts.group === 'practice');
}
