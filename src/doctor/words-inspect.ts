/** The words for what is wrong with a thing that was dropped or pasted; keys and certificates first. */
import type { Words } from './words.ts';

export const INSPECT = {
  'inspect/in-a-text': {
    title: 'A secret stands in the middle of other text',
    why: 'Where this text is a log, a ticket or a chat, whoever reads it can use the secret.',
    fix: [
      'If others can read this text, treat the secret as known: revoke or replace it.',
      'Then delete the text, and mask the value in the job that printed it.',
    ],
  },
} as const satisfies Record<string, Words>;
