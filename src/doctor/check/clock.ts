/** This device's clock, held against another one that the page may read: never Salesforce's own. */
import { checkLifetime } from '../../core/details.ts';
import type { ConnectionFacts, Rule } from './facts.ts';
import { good, say, seen } from './said.ts';

/** Seconds that two clocks may differ by, and that an assertion should still have when it arrives. */
const TOLERANCE = 30;
const ENOUGH = 60;

const clock: Rule = (facts) => {
  const { clock } = facts;
  if (clock === undefined) return null;
  if ('unknown' in clock) return unknown(clock.unknown);
  const { ahead, within, from, ownDevice } = clock;
  // The benefit of what the comparison itself may be off by.
  const off = Math.max(0, Math.abs(ahead) - within);
  const much = `${Math.round(Math.abs(ahead))} s`;
  if (off <= TOLERANCE)
    return ownDevice
      ? unknown('This page comes from this very device, so there is no other clock to ask.')
      : good('check/clock', `it and the clock of ${from} are ${much} apart`);
  if (ahead > 0) {
    const evidence = seen(`it is ${much} ahead of the clock of ${from}`);
    const code = 'check/clock-fast';
    return say({ code, severity: 'risk', certainty: 'possible', evidence });
  }
  const left = Math.floor(lifetimeOf(facts) - off);
  const over = left <= 0;
  return say({
    code: 'check/clock-slow',
    severity: over ? 'fault' : left < ENOUGH ? 'risk' : 'note',
    // Salesforce is said to allow some minutes of difference.
    certainty: over ? 'likely' : 'possible',
    evidence: seen(
      `it is ${much} behind the clock of ${from}`,
      over ? 'an assertion is over when it arrives' : `an assertion arrives with ${left} s left`,
    ),
  });
};

function unknown(why: string) {
  return say({ code: 'check/clock-unknown', severity: 'note' }, { why });
}

function lifetimeOf({ lifetime = '' }: ConnectionFacts): number {
  return checkLifetime(lifetime) === null ? Number(lifetime) : 180;
}

export const CLOCK: readonly Rule[] = [clock];
