/** All recognisers, in the order in which they are asked. */
import type { PartRecogniser, WholeRecogniser } from './recogniser.ts';

/** The first that knows the input has it alone. */
export const WHOLE: readonly WholeRecogniser[] = [];

/** Each finds what is its own; what one has found, the next do not see. */
export const PARTS: readonly PartRecogniser[] = [];
