import type { Answers } from '../../doctor/error/facts.ts';

/** What a connection's user has answered to the doctor's questions, until the next token or lock. */
export class Asked {
  answers = $state.raw<Answers>({});

  give(question: string, answer: string) {
    this.answers = { ...this.answers, [question]: answer };
  }

  forget() {
    this.answers = {};
  }
}
