export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'theme';

/** The theme the user picked. It is the one thing kept in clear: it says nothing about an org. */
export class ThemeState {
  chosen = $state.raw<Theme>(readStored());

  choose(theme: Theme) {
    this.chosen = theme;
    show(theme);
    try {
      if (theme === 'system') localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, theme);
    } catch {
      // Storage is switched off: the choice lasts as long as the tab.
    }
  }

  /** Puts the stored choice on the document; call once, before the first view is shown. */
  start() {
    show(this.chosen);
  }
}

function show(theme: Theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function readStored(): Theme {
  try {
    const stored = globalThis.localStorage?.getItem(STORED);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system';
  }
}
