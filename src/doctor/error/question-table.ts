/** The questions that the doctor may ask, and what their answers say of the causes. */
import { RULES_OUT, type Weights } from './clue.ts';

/** What is asked, and what can be answered. */
export interface Question {
  id: string;
  text: string;
  answers: readonly Answer[];
}

export interface Answer {
  id: string;
  says: string;
}

/** With what each answer speaks for and against. */
export interface Weighed extends Question {
  answers: readonly (Answer & { speaks: Weights })[];
}

/** Offered with every question. */
export const UNKNOWN = { id: 'unknown', says: 'I do not know', speaks: {} };

/** In the order in which they are asked where two tell as much. */
export const QUESTIONS: readonly Weighed[] = [
  {
    id: 'before',
    text: 'What happened before this?',
    answers: [
      {
        id: 'refreshed',
        says: 'The sandbox was refreshed, cloned or made anew',
        speaks: {
          'refusal/sandbox-refreshed': 5,
          'refusal/not-pre-authorized': -2,
          'refusal/app-just-made': -2,
        },
      },
      {
        id: 'new',
        says: 'The app, its policies or the org were made or changed in the last half hour',
        speaks: {
          'refusal/not-replicated': 5,
          'refusal/app-just-made': 5,
          'refusal/consumer-key': 1,
          'refusal/sandbox-refreshed': -2,
        },
      },
      {
        id: 'worked',
        says: 'It worked, and nobody knows of a change',
        speaks: {
          'refusal/sandbox-refreshed': 3,
          'refusal/not-pre-authorized': -1,
          'refusal/my-domain-only': -2,
          'refusal/refresh-token-scope': -2,
          'refusal/integration-license': -2,
          'refusal/not-replicated': -3,
          'refusal/created-user': -2,
          'refusal/user-unknown': -2,
          'refusal/wrong-environment': -2,
          'refusal/app-just-made': -3,
          'refusal/other-org': -2,
          'refusal/consumer-key': -2,
        },
      },
      {
        id: 'never',
        says: 'It has never worked',
        speaks: {
          'refusal/sandbox-refreshed': -3,
          'refusal/not-pre-authorized': 1,
          'refusal/refresh-token-scope': 1,
          'refusal/integration-license': 1,
          'refusal/my-domain-only': 1,
          'refusal/user-unknown': 1,
          'refusal/wrong-environment': 1,
          'refusal/other-org': 1,
        },
      },
    ],
  },
  {
    id: 'permitted',
    text: 'What stands under Permitted Users, on the app’s Policies tab in that org?',
    answers: [
      {
        id: 'approved',
        says: 'Admin approved users are pre-authorized',
        speaks: {
          'refusal/not-pre-authorized': -1,
          'refusal/integration-license': 1,
          'refusal/refresh-token-scope': -1,
        },
      },
      {
        id: 'self',
        says: 'All users may self-authorize',
        speaks: {
          'refusal/not-pre-authorized': 3,
          'refusal/refresh-token-scope': 2,
          'refusal/integration-license': -3,
          'refusal/user-not-assigned': -3,
        },
      },
      {
        id: 'gone',
        says: 'The app is not in that org’s list',
        speaks: {
          'refusal/sandbox-refreshed': 5,
          'refusal/other-org': 3,
          'refusal/wrong-environment': 4,
          'refusal/not-pre-authorized': -3,
          'refusal/refresh-token-scope': -3,
          'refusal/integration-license': -3,
        },
      },
    ],
  },
  {
    id: 'assigned',
    text: 'How does this user come by the app, under App Policies on its Policies tab?',
    answers: [
      {
        id: 'not',
        says: 'Neither the user’s profile nor one of the user’s permission sets is there',
        speaks: { 'refusal/not-pre-authorized': 4, 'refusal/user-not-assigned': 2 },
      },
      {
        id: 'profile',
        says: 'Through the profile',
        speaks: {
          'refusal/not-pre-authorized': -3,
          'refusal/integration-license': RULES_OUT,
          'refusal/refresh-token-scope': 2,
        },
      },
      {
        id: 'integration',
        says: 'Through a permission set of the license Salesforce API Integration',
        speaks: { 'refusal/not-pre-authorized': -2, 'refusal/integration-license': 5 },
      },
      {
        id: 'set',
        says: 'Through another permission set',
        speaks: {
          'refusal/not-pre-authorized': -2,
          'refusal/integration-license': -2,
          'refusal/refresh-token-scope': 2,
        },
      },
    ],
  },
  {
    id: 'user',
    text: 'Is this very username in the list of Users of that org, and active?',
    answers: [
      {
        id: 'there',
        says: 'It is, letter for letter',
        speaks: {
          'refusal/user-unknown': RULES_OUT,
          'refusal/user-inactive': -2,
          'refusal/wrong-environment': -3,
        },
      },
      {
        id: 'missing',
        says: 'It is not, or it ends in another way',
        speaks: { 'refusal/user-unknown': 5, 'refusal/wrong-environment': 2 },
      },
      {
        id: 'inactive',
        says: 'It is, but not active',
        speaks: { 'refusal/user-inactive': 4, 'refusal/authentication': 2 },
      },
    ],
  },
];
