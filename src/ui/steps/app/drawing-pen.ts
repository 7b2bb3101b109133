/** What a drawing of Setup is made of, and a pen that collects it. All in CSS px. */
import { breakLines, cutTo, type Face } from './text-width.ts';

export type Tone = 'title' | 'strong' | 'plain' | 'hand';
export type BoxLook = 'head' | 'ring' | 'field' | 'button' | 'chosen' | 'bar' | 'ink' | 'dialog';

export type Shape =
  | { kind: 'box'; x: number; y: number; width: number; height: number; look: BoxLook }
  | { kind: 'line'; d: string; look: 'rule' | 'ink' | 'sign' }
  | { kind: 'text'; x: number; y: number; lines: readonly string[]; tone: Tone }
  | { kind: 'disc'; x: number; y: number; number: number };

export const LINE = 18;
const FACE: Record<Tone, Face> = { title: 'bold', strong: 'bold', plain: 'plain', hand: 'mono' };
const SIZE: Record<Tone, number> = { title: 15, strong: 14, plain: 14, hand: 13 };

/** `fill` puts a connection's values in. */
export function createPen(fill: (text: string) => string) {
  const shapes: Shape[] = [];
  const box = (x: number, y: number, width: number, height: number, look: BoxLook) =>
    void shapes.push({ kind: 'box', x, y, width, height, look });
  return {
    shapes,
    box,
    bar: (x: number, y: number, width: number) => box(x, y, width, 8, 'bar'),
    line: (d: string, look: 'rule' | 'ink' | 'sign') => void shapes.push({ kind: 'line', d, look }),
    /** How high a text becomes in this room. */
    heightOf: (text: string, tone: Tone, room: number) =>
      breakLines(fill(text), room, SIZE[tone], FACE[tone]).length * LINE,
    /** Writes a label whole, from the baseline `y` down; returns its height. */
    label(text: string, x: number, y: number, tone: Tone, room: number): number {
      const lines = breakLines(fill(text), room, SIZE[tone], FACE[tone]);
      shapes.push({ kind: 'text', x, y, lines, tone });
      return lines.length * LINE;
    },
    /** Writes what is entered, as much of it as there is room for. */
    value(text: string, x: number, y: number, room: number) {
      const lines = [cutTo(fill(text), room, SIZE.hand, FACE.hand)];
      shapes.push({ kind: 'text', x, y, lines, tone: 'hand' });
    },
    /** Draws boxes under what was drawn after `at`. */
    under(at: number, x: number, y: number, width: number, height: number, look: BoxLook) {
      shapes.splice(at, 0, { kind: 'box', x, y, width, height, look });
    },
  };
}

export type Pen = ReturnType<typeof createPen>;
