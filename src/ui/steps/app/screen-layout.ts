/**
 * Sets a screen of Setup for a width. Set anew for each width instead of scaled, so that no text
 * shrinks; below 460 px without Setup's menu, unless there is something to do in it.
 */
import { LABELS } from '../../state/setup-labels.ts';
import type { SetupScreen } from '../../state/setup-screen.ts';
import { createPen, type Shape } from './drawing-pen.ts';
import { drawPart, type Area } from './screen-parts.ts';
import { widthOf } from './text-width.ts';

export interface Layout {
  width: number;
  height: number;
  shapes: readonly Shape[];
}

interface Drawn {
  does: string | undefined;
  /** Draws at the current height, and returns how much of it was used. */
  draw: () => number;
}

const MENU = 184;
const HEAD = 36;

/** `fill` puts a connection's values in. The narrowest width it is made for is 240. */
export function layoutScreen(
  screen: SetupScreen,
  width: number,
  fill: (text: string) => string,
): Layout {
  const pen = createPen(fill);
  const discs: Shape[] = [];
  const menu = width < 460 ? 0 : MENU;
  const area: Area = screen.dialog
    ? { left: menu + 60, right: width - 40 }
    : { left: menu + 36, right: width - 24 };
  const room = area.right - area.left;
  let y = 0;

  /** Draws a run of parts; what is to be done gets a ring around the run, and a number each. */
  function ringed(run: readonly Drawn[], from = area.left - 16, to = area.right + 12) {
    const start = pen.shapes.length;
    const todo = run[0]?.does !== undefined;
    if (todo) y += 6;
    const top = y;
    for (const { draw } of run) {
      const height = draw();
      const middle = y + Math.min(height, 34) / 2 - 1;
      if (todo) discs.push({ kind: 'disc', x: from, y: middle, number: discs.length + 1 });
      y += height;
    }
    if (!todo) return;
    pen.under(start, from, top - 4, to - from, y - top + 6, 'ring');
    y += 8;
  }

  function quickFind(x: number, wide: number) {
    const { find, item } = screen;
    const search = () => {
      pen.box(x, y + 2, wide, 30, 'field');
      pen.value(find.label, x + 10, y + 22, wide - 20);
      return 36;
    };
    const choose = () => {
      const height = pen.heightOf(item.label, 'strong', wide - 14) + 10;
      pen.box(x, y, wide, height, 'chosen');
      pen.box(x, y, 3, height, 'ink');
      pen.label(item.label, x + 10, y + 19, 'strong', wide - 14);
      return height + 2;
    };
    ringed([{ does: find.does, draw: search }], x - 14, x + wide + 10);
    if (find.does === undefined) y += 6;
    ringed([{ does: item.does, draw: choose }], x - 14, x + wide + 10);
  }

  function foot({ label, does }: NonNullable<SetupScreen['foot']>) {
    const wide = widthOf(label, 14, 'bold') + 24;
    const left = area.right - wide;
    if (!screen.dialog) pen.line(`M${menu} ${y + 6.5}H${width}`, 'rule');
    y += does === undefined ? 14 : 10;
    const draw = () => {
      pen.box(left, y, wide, 30, 'button');
      pen.label(label, left + 12, y + 20, 'strong', wide);
      return 34;
    };
    ringed([{ does, draw }], left - 16);
    y += 4;
  }

  if (menu > 0) {
    y = HEAD + 14;
    quickFind(28, menu - 46);
    for (const wide of [86, 104, 62]) pen.bar(30, (y += 20), wide);
  }
  const menuEnd = y + 24;
  y = HEAD + 8;
  if (menu === 0 && screen.find.does !== undefined) {
    y += 4;
    quickFind(area.left, room);
    y += 8;
  }
  const dialogTop = y + 36;
  if (screen.dialog) {
    pen.bar(menu + 24, y + 10, 150);
    y = dialogTop + 8;
  }
  y += pen.label(screen.title, area.left, y + 24, 'title', room) + 20;
  for (const run of runsOf(
    screen.parts.map((part) => ({
      does: part.does,
      draw: () => drawPart(pen, part, area, y),
    })),
  ))
    ringed(run);
  if (screen.foot) foot(screen.foot);
  y += 12;
  if (screen.dialog) {
    pen.under(0, area.left - 32, dialogTop, room + 52, y - dialogTop, 'dialog');
    y += 24;
  }
  const height = Math.max(y, menuEnd);
  pen.box(0, 0, width, HEAD, 'head');
  pen.label(LABELS.setup, 16, 23, 'strong', width);
  pen.bar(84, 14, HEAD);
  pen.bar(132, 14, 84);
  pen.line(`M0 ${HEAD + 0.5}H${width}`, 'ink');
  if (menu > 0) pen.line(`M${menu + 0.5} ${HEAD}V${height}`, 'rule');
  return { width, height, shapes: [...pen.shapes, ...discs] };
}

/** Neighbours that all are to be done, or all are not. */
function runsOf(parts: readonly Drawn[]): Drawn[][] {
  const runs: Drawn[][] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && (last[0]?.does === undefined) === (part.does === undefined)) last.push(part);
    else runs.push([part]);
  }
  return runs;
}
