/** Draws one part of a screen of Setup, whole labels on as many lines as they take. */
import type { Part } from '../../state/setup-screen.ts';
import { LINE, type Pen } from './drawing-pen.ts';
import { widthOf } from './text-width.ts';

export interface Area {
  left: number;
  right: number;
}

/** From `y` down; returns the height it took. */
export function drawPart(pen: Pen, part: Part, { left, right }: Area, y: number): number {
  const room = right - left;
  const tone = part.does === undefined ? 'plain' : 'strong';
  switch (part.kind) {
    case 'section': {
      pen.line(`M${left} ${y + 4.5}H${right}`, 'rule');
      const turn = part.state === 'open' ? 'l4 4 4-4' : 'm0-4 4 4-4 4';
      pen.line(`M${left + 1} ${y + 20}${turn}`, 'sign');
      if (part.state === 'done') pen.line(`M${right - 14} ${y + 21}l4 4 8-9`, 'sign');
      return pen.label(part.label, left + 20, y + 26, 'plain', room - 44) + 18;
    }
    case 'heading':
      return pen.label(part.label, left, y + 24, 'strong', room) + 16;
    case 'box':
      pen.box(left, y + 6, 18, 18, 'field');
      if (part.on) pen.line(`M${left + 4} ${y + 15}l4 4 7-8`, 'sign');
      if (part.label !== '') return pen.label(part.label, left + 28, y + 20, tone, room - 28) + 12;
      pen.bar(left + 28, y + 11, Math.min(180, room - 28));
      return 30;
    case 'field': {
      const top = y + pen.label(part.label, left, y + 16, tone, room) + 4;
      // What a select shows is a label; what a field holds may be cut.
      const chosen = part.select && part.value !== null ? part.value : null;
      const height = chosen === null ? 30 : pen.heightOf(chosen, 'strong', room - 44) + 12;
      pen.box(left, top, room, height, 'field');
      if (part.select) pen.line(`M${right - 22} ${top + 13}l5 5 5-5`, 'sign');
      if (chosen !== null) pen.label(chosen, left + 10, top + 20, tone, room - 44);
      else if (part.value === null) pen.bar(left + 10, top + 11, room * 0.6);
      else pen.value(part.value, left + 10, top + 20, room - 20);
      return top - y + height + 8;
    }
    case 'picks': {
      const top = y + pen.label(part.label, left, y + 16, tone, room) + 4;
      const at = pen.shapes.length;
      let below = top + 20;
      for (const value of part.values ?? [])
        below += pen.label(value, left + 10, below, tone, room - 20) + 4;
      const height = part.values ? below - top - 10 : 30;
      pen.under(at, left, top, room, height, 'field');
      if (part.values === null) pen.bar(left + 10, top + 11, room * 0.75);
      return top - y + height + 8;
    }
    case 'button': {
      const wide = Math.min(room, widthOf(part.label, 14, 'bold') + 24);
      pen.box(left, y + 4, wide, 30, 'button');
      pen.label(part.label, left + 12, y + 24, 'strong', wide);
      if (part.aside) pen.value(part.aside, left + wide + 12, y + 24, room - wide - 12);
      return 40;
    }
    case 'tabs': {
      let x = left;
      for (const [at, label] of part.labels.entries()) {
        const wide = widthOf(label, 14, 'bold');
        pen.label(label, x, y + 20, at === part.at ? 'strong' : 'plain', wide + 20);
        if (at === part.at) pen.box(x, y + 28, wide, 3, 'ink');
        x += wide + 24;
      }
      pen.line(`M${left} ${y + 31.5}H${right}`, 'rule');
      return 38;
    }
    case 'bars':
      pen.bar(left, y + 8, room * 0.8);
      pen.bar(left, y + 8 + LINE, room * 0.55);
      return 40;
  }
}
