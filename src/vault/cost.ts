/** What a derivation may cost, and how much this device is asked for. */
import { AppError } from '../core/errors.ts';
import type { Cost } from './argon2.ts';

/** RFC 9106 section 4, its second choice. */
export const COST: Cost = { memory: 65_536, passes: 3, lanes: 4 };

/** OWASP's least for Argon2id, and the most that this device is made to do. */
export const FLOOR: Cost = { memory: 19_456, passes: 2, lanes: 1 };
const CEILING: Cost = { memory: 1_048_576, passes: 16, lanes: 16 };

/** Milliseconds that a derivation takes at least, if the device has the memory, and at most. */
const AT_LEAST = 300;
const AT_MOST = 1000;

/** From the cheapest on. Beyond the last a phone's browser may refuse the memory. */
const LADDER: readonly Cost[] = [
  FLOOR,
  { ...COST, memory: COST.memory / 2 },
  COST,
  { ...COST, memory: COST.memory * 2 },
  { ...COST, memory: COST.memory * 4 },
];

/** Throws `vault/parameters` for a derivation that is weaker or costlier than we accept. */
export function requireCost(cost: Cost): void {
  const inside = (['memory', 'passes', 'lanes'] as const).every(
    (part) =>
      Number.isSafeInteger(cost[part]) && cost[part] >= FLOOR[part] && cost[part] <= CEILING[part],
  );
  if (!inside) {
    throw new AppError('vault/parameters', 'the vault asks for a key derivation we do not accept');
  }
}

/**
 * The cost for a device that took so many milliseconds for `COST`: that one where it took 0.3 to 1 s;
 * else the cheapest that takes 0.3 s, or the dearest that takes 1 s at most.
 */
export function costFor(milliseconds: number): Cost {
  if (milliseconds > AT_MOST) {
    const bearable = LADDER.filter((cost) => expected(cost, milliseconds) <= AT_MOST);
    return bearable.at(-1) ?? FLOOR;
  }
  const from = LADDER.slice(LADDER.indexOf(COST));
  const enough = from.find((cost) => expected(cost, milliseconds) >= AT_LEAST);
  return enough ?? from.at(-1) ?? COST;
}

/**
 * The cost that a way in is to have from now on; `null` to leave it as it is. It is raised to today's
 * `least` where it is cheaper in memory or passes, unless this device, which took so many
 * milliseconds for the present one, would need more than a second.
 */
export function raisedCost(present: Cost, milliseconds: number, least = COST): Cost | null {
  if (present.memory >= least.memory && present.passes >= least.passes) return null;
  const raised: Cost = {
    memory: Math.max(present.memory, least.memory),
    passes: Math.max(present.passes, least.passes),
    lanes: Math.max(present.lanes, least.lanes),
  };
  return expected(raised, milliseconds, present) <= AT_MOST ? raised : null;
}

/** Argon2's time grows with memory times passes; that lanes run one after the other here is measured. */
function expected(cost: Cost, milliseconds: number, measured = COST): number {
  return (milliseconds * cost.memory * cost.passes) / (measured.memory * measured.passes);
}
