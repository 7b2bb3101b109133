/** The sheet a recovery key is written on: what it opens, where, since when, and where to keep it. */
import { dayText } from './dates.ts';
import { escapeHtml } from './sheet-html.ts';

export interface RecoverySheet {
  title: string;
  about: string;
  facts: readonly { name: string; value: string }[];
  /** The key, four characters each. */
  groups: readonly string[];
  use: readonly string[];
  keep: readonly string[];
}

/** `key` as the worker gives it, groups joined by hyphens; `site` the address of the page. */
export function recoverySheet(key: string, site: string, now: number): RecoverySheet {
  return {
    title: 'Recovery key of a Keybearer vault',
    about:
      'It opens the vault when the passphrase is forgotten. Nobody else has a copy, and nobody can make it again.',
    facts: [
      { name: 'Opens', value: `the vault at ${site}` },
      { name: 'Made on', value: dayText(now) },
    ],
    groups: key.split('-'),
    use: [
      `Open ${site} in the browser that holds the vault. Press Unlock, then Use the recovery key. You then choose a new passphrase.`,
      'Where the vault is gone, press Restore a backup there, choose the newest backup, then Use the recovery key.',
      'Capitals, spaces and hyphens do not matter. There is no O, I, L or U in it: what looks like one is 0, 1, 1 or V.',
    ],
    keep: [
      'On paper, away from the computer: in a safe, or with somebody you trust.',
      'Whoever has this sheet and the computer, or a backup, has every key in the vault.',
      'A newer recovery key takes its place. This sheet then opens only the backups that were saved before.',
    ],
  };
}

/** A group as it is compared: whoever copies it by hand may write O for 0, and I or L for 1. */
export function plainGroup(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

const STYLE = `body{margin:2rem auto;max-width:40rem;padding:0 1rem;color:#1a1815;background:#fff;font:1rem/1.5 "Helvetica Neue",Arial,sans-serif}
h1,h2{font:1.75rem/1.2 Palatino,"Palatino Linotype",P052,Georgia,serif}h2{font-size:1.25rem;border-top:1px solid;padding-top:.5rem;margin-top:2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem}dd{margin:0;overflow-wrap:anywhere}li{margin-bottom:.25rem}
.key{display:grid;grid-template-columns:repeat(auto-fill,minmax(3.5rem,max-content));gap:.5rem 1.25rem;list-style:none;margin:1.5rem 0;padding:1rem 1.5rem;border:2px solid;font:600 1.25rem/1.5 ui-monospace,Consolas,"Liberation Mono",monospace}
@page{size:A4;margin:20mm}@media print{body{margin:0;padding:0;max-width:none}}`;

/** A whole HTML document that needs nothing else. */
export function recoveryHtml({ title, about, facts, groups, use, keep }: RecoverySheet): string {
  const items = (texts: readonly string[]) =>
    texts.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(about)}</p>
<dl>${facts.map(({ name, value }) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
<ol class="key">${items(groups)}</ol>
<h2>How to use it</h2>
<ul>${items(use)}</ul>
<h2>Where to keep it</h2>
<ul>${items(keep)}</ul>
</body>
</html>
`;
}
