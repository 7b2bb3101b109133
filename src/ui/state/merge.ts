/**
 * Brings together what two tabs made of the same thing since they last agreed on it. Field by field: who
 * changed one has it; where both did, mine stays. Nothing that either side added is lost: no key set, tick
 * or deed. Each function takes what both began with, what is here, and what another tab has saved.
 */
import type { Answer, Connection, KeySet } from './connections.svelte.ts';
import type { Draft } from './drafts.svelte.ts';
import { MOST_DEEDS, type PastDeed } from './history.ts';
import { keySetsIn, setId } from './key-sets.ts';
import { isObject, same } from './same.ts';
import { connectionOf, storedOf, type Place } from './stored.ts';

type Fields = Readonly<Record<string, unknown>>;
/** How one field is merged that both have changed, each in its own way. */
type Rule = (base: unknown, mine: unknown, theirs: unknown) => unknown;

/** What comes about by itself, or says only that it was deleted: no edit that would bring one back. */
const NO_EDIT = new Set(['removedAt', 'answer', 'history']);

const RULES: Readonly<Record<string, Rule>> = {
  subject: mergeValue,
  switches: mergeValue,
  ticks: mergeSet,
  wants: mergeSet,
  repair: mergeRepair,
  history: (_, mine, theirs) => uniteDeeds(mine as PastDeed[], theirs as PastDeed[]),
  answer: (_, mine, theirs) => later(mine as Answer | undefined, theirs as Answer | undefined),
};

/**
 * `null` stands for a connection that is not there. One that was deleted on one side, for good or not, and
 * edited on the other stays: the edit keeps it. The result holds no assertion and no token.
 */
export function merge(
  base: Connection | null,
  mine: Connection | null,
  theirs: Connection | null,
): Connection | null {
  const [first, here, there] = [base, mine, theirs].map((one) => one && storedOf(one));
  if (!here || !there) {
    const left = here ?? there;
    // Not there to begin with: it is new. Else it was deleted on the other side.
    const stays = left && (!first || isEdited(first, left));
    return stays ? connectionOf(left) : null;
  }
  // Two of one id that have no common beginning: what is filled in counts as changed.
  const from = first ?? storedOf(connectionOf({ id: here.id, madeAt: here.madeAt }));
  if (same(here, there) || same(there, from)) return connectionOf(here);
  if (same(here, from)) return connectionOf(there);
  const { removedAt: _, ...both } = { ...mergeFields(from, here, there, RULES) };
  // Neither begins while the other goes on. The repair stays: the apps of the rotation went with the refresh.
  const merged = both.repair && both.rotation ? { ...both, rotation: null } : both;
  const keys = mergeKeys(from, here, there, merged);
  return connectionOf({ ...merged, ...keys, ...mergeRemoval(from, here, there) });
}

/** The same with what lives in this tab alone: its assertion, and a token until it is replaced here. */
export function withLive(merged: Connection, mine: Connection | null): Connection {
  if (!mine || merged.removedAt) return merged;
  const { assertion, answer } = mine;
  return {
    ...merged,
    ...(assertion && { assertion }),
    ...(answer && 'token' in answer && { answer }),
  };
}

/** The texts being typed, by connection. Where the user is stays: another tab does not drag it along. */
export function mergePlace(base: Place, mine: Place, theirs: Place): Place {
  const ids = new Set([...Object.keys(mine.drafts), ...Object.keys(theirs.drafts)]);
  const drafts: Record<string, Draft> = {};
  for (const id of ids) {
    const of = ({ drafts }: Place): Draft => drafts[id] ?? { key: '', answer: '', search: null };
    const draft = mergeFields(of(base), of(mine), of(theirs));
    if (draft.key || draft.answer || draft.search !== null) drafts[id] = draft;
  }
  return {
    hash: mine.hash,
    inspect: pick(base.inspect, mine.inspect, theirs.inspect),
    batch: pick(base.batch ?? '', mine.batch ?? '', theirs.batch ?? ''),
    drafts,
  };
}

/** Every field of an object by itself; `rules` say how some are merged that both have changed. */
export function mergeFields<T extends object>(
  base: T,
  mine: T,
  theirs: T,
  rules: Readonly<Record<string, Rule>> = {},
): T {
  const [first, here, there] = [base as Fields, mine as Fields, theirs as Fields];
  const names = new Set([...Object.keys(there), ...Object.keys(here)]);
  const merged = [...names].map((name) => {
    const of = [first[name], here[name], there[name]] as const;
    return [name, pick(...of, rules[name])] as const;
  });
  // Every field comes from one of the three, under its own name.
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as T;
}

function pick<T>(base: T, mine: T, theirs: T, rule?: Rule): T {
  if (same(mine, theirs) || same(theirs, base)) return mine;
  if (same(mine, base)) return theirs;
  return rule ? (rule(base, mine, theirs) as T) : mine;
}

function mergeValue(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (!isObject(base) || !isObject(mine) || !isObject(theirs)) return mine;
  return mergeFields(base, mine, theirs);
}

/** Of one repair each side's proofs count; of two that were begun at once it is mine. */
function mergeRepair(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (!isObject(base) || !isObject(mine) || !isObject(theirs)) return mine;
  if (mine['begunAt'] !== theirs['begunAt']) return mine;
  return mergeFields(base, mine, theirs, { proofs: mergeValue, pasted: mergeValue });
}

/** What is in a set on both sides, or was added on one. In order, so that both tabs write the same. */
function mergeSet(base: unknown, mine: unknown, theirs: unknown): unknown {
  const [first, here, there] = [base, mine, theirs].map((list) => new Set(list as string[]));
  return [...new Set([...(here ?? []), ...(there ?? [])])]
    .filter((one) => (here?.has(one) && there?.has(one)) || !first?.has(one))
    .sort();
}

function uniteDeeds(mine: readonly PastDeed[], theirs: readonly PastDeed[]): PastDeed[] {
  const name = ({ at, what, detail = '' }: PastDeed) =>
    `${String(at).padStart(16, '0')} ${what} ${detail}`;
  const all = new Map([...mine, ...theirs].map((deed) => [name(deed), deed]));
  const inOrder = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.slice(-MOST_DEEDS).map(([, deed]) => deed);
}

function later(mine: Answer | undefined, theirs: Answer | undefined): Answer | undefined {
  return mine && theirs && theirs.at > mine.at ? theirs : mine;
}

type Stored = ReturnType<typeof storedOf>;

/** Of two keys made at once mine is the current one, and theirs an earlier one. */
function mergeKeys(base: Stored, mine: Stored, theirs: Stored, merged: Fields) {
  const idsIn = (value: unknown) => new Set(keySetsIn(value).map(setId));
  const [first, here, there] = [idsIn(base), idsIn(mine), idsIn(theirs)];
  const current = pick(base.current, mine.current, theirs.current);
  const { current: _, former: __, ...elsewhere } = merged;
  const placed = idsIn([elsewhere, current]);
  const [lead, other] = same(mine.former, base.former) ? [theirs, mine] : [mine, theirs];
  const former: KeySet[] = [];
  // Those that only the other side has stand first, as the newest do.
  const led = idsIn(lead.former);
  const others = keySetsIn(other).filter((set) => !led.has(setId(set)));
  for (const set of [...others, ...keySetsIn({ ...lead, former: [] }), ...lead.former]) {
    const id = setId(set);
    // One that was there to begin with and is not on both sides was deleted on purpose.
    const stays = !first.has(id) || (here.has(id) && there.has(id));
    if (stays && !placed.has(id)) former.push(set);
    placed.add(id);
  }
  return { ...(current && { current }), former };
}

/** Deleted where both have it so, or one has and the other only looked on. */
function mergeRemoval(base: Stored, mine: Stored, theirs: Stored): { removedAt?: number } {
  const removedAt = pick(base.removedAt, mine.removedAt, theirs.removedAt);
  const bystander = removedAt === theirs.removedAt ? mine : theirs;
  const contested = mine.removedAt === undefined || theirs.removedAt === undefined;
  if (removedAt === undefined || (contested && isEdited(base, bystander))) return {};
  return { removedAt };
}

function isEdited(base: Fields, now: Fields): boolean {
  const isRestored = base.removedAt !== undefined && now.removedAt === undefined;
  const names = new Set([...Object.keys(base), ...Object.keys(now)]);
  return (
    isRestored || [...names].some((name) => !NO_EDIT.has(name) && !same(base[name], now[name]))
  );
}
