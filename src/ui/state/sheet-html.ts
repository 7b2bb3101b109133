/** The admin's sheet as one HTML file that needs nothing else: no script, no address but the org's. */
import type { AdminSheet, SheetStep, SheetValue } from './admin-sheet.ts';
import type { MarkedPart } from './marks.ts';

const STYLE = `body{margin:2rem auto;max-width:44rem;padding:0 1rem;color:#1a1815;background:#fff;font:1rem/1.5 "Helvetica Neue",Arial,sans-serif}
h1,h2{font:1.75rem/1.2 Palatino,"Palatino Linotype",P052,Georgia,serif}h2{font-size:1.25rem;border-top:1px solid;padding-top:.5rem;margin-top:2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem}dd{margin:0;overflow-wrap:anywhere}ol{list-style:none;padding:0}
li.step{padding:.5rem 0;border-bottom:1px solid #d6cfbf;break-inside:avoid}.step label{display:grid;grid-template-columns:1.5rem 2rem 1fr}
.step p,.step dl{margin:.25rem 0 0 3.5rem;font-size:.875rem}code,kbd,pre{font:.875rem/1.5 ui-monospace,Consolas,"Liberation Mono",monospace}
pre{border:1px solid #7d7463;padding:.75rem;white-space:pre-wrap;overflow-wrap:anywhere}h2{break-after:avoid}@page{size:A4;margin:15mm}@media print{body{margin:0;padding:0;max-width:none;font-size:10pt}.save{display:none}}`;

/** Text as HTML text or as the value of an attribute in double quotes. */
export function escapeHtml(text: string): string {
  const NAMES: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return text.replace(/[&<>"']/g, (letter) => `&${NAMES[letter]};`);
}

function marked(parts: readonly MarkedPart[]): string {
  const ELEMENT = { label: 'b', typed: 'kbd' } as const;
  return parts
    .map(({ text, mark }) =>
      mark === null ? escapeHtml(text) : `<${ELEMENT[mark]}>${escapeHtml(text)}</${ELEMENT[mark]}>`,
    )
    .join('');
}

function list(values: readonly SheetValue[]): string {
  const rows = values.map(
    ({ name, value }) => `<dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(value)}</code></dd>`,
  );
  return rows.length > 0 ? `<dl>${rows.join('')}</dl>` : '';
}

function step({ id, text, notes, values, link }: SheetStep): string {
  const open = link
    ? `<p>Quick Find <kbd>${escapeHtml(link.find)}</kbd>, or <a href="${escapeHtml(link.url)}">${escapeHtml(link.url)}</a></p>`
    : '';
  return `<li class="step"><label><input type="checkbox" autocomplete="off"><span>${id}</span><span>${marked(text)}</span></label>${open}${list(values)}${notes.map((note) => `<p>${marked(note)}</p>`).join('')}</li>`;
}

/** A whole HTML document. The certificate can be saved out of it as server.crt. */
export function sheetHtml(sheet: AdminSheet): string {
  const { certificate } = sheet;
  const file = certificate
    ? `<h2>server.crt, valid until ${escapeHtml(certificate.until)}</h2>
<p class="save"><a download="server.crt" href="data:application/x-pem-file;base64,${btoa(certificate.pem)}">Save server.crt</a>, to upload it at A6.</p>
${list([
  { name: 'SHA-256', value: certificate.sha256 },
  { name: 'SHA-1', value: certificate.sha1 },
])}
<pre>${escapeHtml(certificate.pem.trimEnd())}</pre>`
    : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(sheet.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(sheet.title)}</h1>
${sheet.about.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
${list(sheet.facts)}
${sheet.phases.map(({ title, steps }) => `<h2>${escapeHtml(title)}</h2>\n<ol>${steps.map(step).join('\n')}</ol>`).join('\n')}
<h2>What to send back</h2>
<ul>${sheet.sendBack.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>
${file}
</body>
</html>
`;
}
