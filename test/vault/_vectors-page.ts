/** Runs in the page that test/e2e/vectors.journey.ts builds. */
import { answers } from './_vectors.ts';

Object.assign(globalThis, { answers });
