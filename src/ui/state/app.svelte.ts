import type { Org } from '../../core/org.ts';
import type { Dropped } from '../browser/dropped.ts';
import { isCovered } from '../browser/focus.ts';
import { lacking } from '../browser/lacking.ts';
import { NO_REACH, pageReach, type Reach } from '../browser/policy.ts';
import type { BatchWork } from './batch-work.svelte.ts';
import { BLANK, Connections, type Connection } from './connections.svelte.ts';
import type { InspectWork } from './inspect-work.svelte.ts';
import { Meter } from './meter.svelte.ts';
import { Router, stepHref, type Aside, type Step } from './route.svelte.ts';
import { ThemeState } from './theme.svelte.ts';
import { UpdateState } from './update.svelte.ts';
import { VaultState } from './vault.svelte.ts';

/** Each state once; App.svelte makes it and hands it down. */
export class App {
  router = new Router();
  theme = new ThemeState();
  connections = new Connections();
  meter = new Meter();
  vault = new VaultState();
  update = new UpdateState();
  online = $state.raw(globalThis.navigator?.onLine ?? true);
  now = $state.raw(Date.now());
  /** The text to inspect, which stays while the user looks elsewhere. */
  inspect = $state.raw('');
  /** What came of it and of files, which a lock forgets. */
  inspectWork: InspectWork | null = null;
  /** What was dropped and is not looked at yet. */
  dropped = $state.raw<readonly Dropped[] | null>(null);
  /** Files are being dragged over the window. */
  dragging = $state.raw(false);
  /** The lines of a batch, which stay, too. */
  batch = $state.raw('');
  /** What is entered and made of them, which a lock forgets. */
  batchWork: BatchWork | null = null;
  /** While a batch is being made, which leaving would end. */
  batching = $state.raw(false);
  /** Counts the locks: every screen begins anew after one. */
  session = $state.raw(0);
  /** The drawer with the connections, on narrow screens. */
  menuOpen = $state.raw(false);
  /** The id of what the link just followed leads to; the heading where there is none. */
  landing: string | null = null;
  readonly reach: Reach;
  readonly lacks: readonly string[];

  constructor() {
    const inBrowser = typeof document !== 'undefined';
    this.reach = inBrowser ? pageReach() : NO_REACH;
    this.lacks = inBrowser ? lacking() : [];
    if (!inBrowser) return;
    this.theme.start();
    this.vault.start();
    this.update.start();
  }

  setOnline(online: boolean) {
    this.online = online;
  }

  /** Makes a connection and goes to its first step, or to another one. */
  begin(given: Partial<Connection> = {}, step: Step | Aside = 'key') {
    this.menuOpen = false;
    const { id } = this.connections.create(given);
    this.router.go(stepHref(id, step));
  }

  /** Whether what this screen shows lies in the locked vault, or went with one that is gone. */
  get lockedOut(): boolean {
    const { route } = this.router;
    if (this.vault.status !== 'locked' && this.vault.status !== 'evicted') return false;
    const { list, removed } = this.connections;
    if (route.screen === 'home' || route.screen === 'test')
      return list.length + removed.length === 0;
    return 'id' in route && !this.connections.find(route.id);
  }

  /** Whether a reload would lose something: all there is without an open vault. */
  get unsaved(): boolean {
    if (this.batching) return true;
    if (this.vault.status === 'open') return this.vault.pending;
    const { list, drafts } = this.connections;
    const pasted = Object.values(drafts.all).some(({ key, answer }) => key || answer);
    return pasted || this.inspect + this.batch !== '' || !list.every(isFresh);
  }

  /** The browser asks before it leaves what would be lost. */
  beforeUnload = (event: BeforeUnloadEvent) => {
    if (this.unsaved && !this.update.agreed) event.preventDefault();
  };

  /** Moves the clock on, for what says how long something still lasts. */
  tick = () => {
    this.now = Date.now();
  };

  drag = (event: DragEvent) => {
    if (isForField(event)) return;
    event.preventDefault();
    const { dataTransfer } = event;
    const isFiles = isOfFiles(event);
    this.dragging = isFiles && !isCovered();
    // Nobody sees what would become of it behind a dialog: the pointer says that it goes nowhere.
    if (dataTransfer && isFiles && !this.dragging) dataTransfer.dropEffect = 'none';
  };

  /** What is dropped on any screen is inspected, unless a part of that screen has a use for it. */
  drop = (event: DragEvent) => {
    this.dragging = false;
    if (event.defaultPrevented || isForField(event)) return;
    event.preventDefault();
    if (isCovered()) return;
    // Readable only while the event runs. What a script has put together has no entries.
    const items = [...(event.dataTransfer?.items ?? [])];
    const files = items.flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
    if (files.length === 0) return;
    this.inspectFiles(files);
  };

  /** Goes to Inspect, which looks at them. */
  inspectFiles(files: readonly Dropped[]) {
    this.dropped = files;
    this.router.go('#/inspect');
  }

  /** Ctrl+Shift+L locks, also on a Mac, where Command+Shift+L is the browser's own. */
  shortcut = (event: KeyboardEvent) => {
    if (this.vault.status !== 'open' || event.code !== 'KeyL') return;
    if (!event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    void this.vault.lock();
  };

  skipToMain = (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById('main')?.focus();
  };
}

/** Whether nothing was entered, chosen or made for it yet. */
function isFresh({ id: _, madeAt: __, ...rest }: Connection): boolean {
  // Over BLANK, so that both stand in the same order.
  return JSON.stringify({ ...BLANK, ...rest }) === JSON.stringify(BLANK);
}

/** How an org's kind is marked: always with its word. */
export function orgFill(org: Org | null): 'full' | 'half' | 'empty' | 'dashed' | 'none' {
  if (org === null) return 'none';
  if (org.kind === 'practice') return 'dashed';
  if (org.sandbox) return 'half';
  return org.kind === 'production' ? 'full' : 'empty';
}

function isOfFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** Text that is dragged into a field goes there, as on any page. */
function isForField(event: DragEvent): boolean {
  const { target } = event;
  return !isOfFiles(event) && target instanceof Element && target.matches('input, textarea');
}
