import type { SignedAssertion } from '../../core/assertion.ts';
import { AppError } from '../../core/errors.ts';
import { tokenEndpoint, type Token } from '../../core/token.ts';
import type { Exchange } from '../../kit/commands.ts';
import type { Desk } from './desk.ts';
import { askForToken, claimsOf, orgOf } from './exchange.ts';
import { tellPractice } from './practice-apps.ts';
import { nextConnection } from './rotation.ts';

/** Which key a token is asked for with. */
export type Asked = 'next' | 'old';

/** Asks for tokens with either key of a rotation, in the way that the connection is set up to. */
export class RotationAsking {
  /** What was asked with last. */
  asked: Asked = 'next';
  #desk: Desk;
  #onprogress: (text: string) => void;

  /** `onprogress` takes what is going on, in a sentence. */
  constructor(desk: Desk, onprogress: (text: string) => void) {
    this.#desk = desk;
    this.#onprogress = onprogress;
  }

  /** Throws what `askForToken` throws. */
  async token(asked: Asked, signal: AbortSignal): Promise<Token> {
    this.asked = asked;
    await this.tell(signal);
    const which = asked === 'next' ? 'With the new key. ' : 'With the old key. ';
    return askForToken(this.#desk, {
      sign: (audience) => this.#sign(asked, audience),
      signal,
      onprogress: (text) => this.#onprogress(which + text),
    });
  }

  /** A command with a fresh assertion, made on the press of its copy button. */
  async command(asked: Asked, write: (exchange: Exchange) => string): Promise<string> {
    this.asked = asked;
    await this.tell(AbortSignal.timeout(30_000));
    const { jwt } = await this.#sign(asked);
    return write({ endpoint: tokenEndpoint(orgOf(this.#desk)), assertion: jwt });
  }

  /** The practice org is told what an admin has done there, before it is asked. */
  async tell(signal: AbortSignal): Promise<void> {
    if (!this.#desk.practice) return;
    this.#onprogress('Telling the practice org what stands in it');
    await tellPractice(this.#desk, signal);
  }

  async #sign(asked: Asked, audience?: string): Promise<SignedAssertion> {
    const { connection } = this.#desk;
    const signing = asked === 'next' ? nextConnection(connection) : connection;
    const org = orgOf(this.#desk);
    if (!signing.current) throw new AppError('exchange/not-ready', 'not everything is there yet');
    const claims = claimsOf(signing, org, { now: new Date(), audience });
    return this.#desk.worker.call('signAssertion', { keyId: signing.current.key.id, claims });
  }
}
