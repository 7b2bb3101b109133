/**
 * What the doctor found as Markdown, to be sent to somebody who helps: every secret and identifier masked.
 * Facts are masked unless they are marked as open, so that a new one cannot slip out by being forgotten.
 */
import { markdownText } from '../core/markdown.ts';
import type { Finding } from './finding.ts';
import { mask, maskText } from './mask.ts';
import type { Fact, Group, Thing } from './thing.ts';

export interface Report {
  things?: readonly Thing[];
  groups?: readonly Group[];
  /** Of a connection, or of an error. */
  findings?: readonly Finding[];
  /** What else may stand in it and identifies somebody: masked where it stands as a word. */
  hidden?: readonly string[];
  /** Milliseconds. */
  now: number;
}

/** The report, with a final newline. The same report gives the same text. */
export function reportMarkdown({
  things = [],
  groups = [],
  findings = [],
  hidden = [],
  now,
}: Report): string {
  const hide = hider(things, hidden);
  const time = new Date(now).toISOString().slice(0, 16).replace('T', ' ');
  const blocks = [
    '# What the doctor found',
    `Keybearer, ${time} UTC. Secrets and identifiers are masked.`,
    ...findings.map((finding) => findingBlock(finding, hide, '##')),
    ...things.flatMap((thing, place) => thingBlocks(thing, place, hide)),
    ...groups.map((group) => groupLine(group)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

type Hide = (text: string) => string;

function thingBlocks(thing: Thing, place: number, hide: Hide): string[] {
  const { title, from, facts, mended, findings, kind } = thing;
  const head = title.charAt(0).toUpperCase() + title.slice(1);
  return [
    `## ${place + 1}. ${hide(head)}`,
    `\`${kind}\`, ${from === '' ? 'pasted' : fileName(from)}`,
    factTable(facts, hide),
    mended.map((sentence) => `- ${hide(sentence)}`).join('\n'),
    ...findings.map((finding) => findingBlock(finding, hide, '###')),
  ];
}

function factTable(facts: readonly Fact[], hide: Hide): string {
  if (facts.length === 0) return '';
  const lines = facts.map(({ name, value, open }) => {
    const shown = open ? hide(value) : markdownText(maskValue(value));
    return `| ${markdownText(name)} | ${shown} |`;
  });
  return ['| What | Value |', '| --- | --- |', ...lines].join('\n');
}

function findingBlock(finding: Finding, hide: Hide, level: string): string {
  const { code, severity, certainty, title, why, evidence, fix } = finding;
  const { setup, loginHistory = [], proof, links = [] } = finding;
  const seen = evidence.map(
    ({ text, against }) => `- ${against ? 'Against it' : 'For it'}: ${hide(text)}`,
  );
  const steps = fix.map((step, at) => `${at + 1}. ${hide(step)}`);
  const where = setup === undefined ? [] : [`Where: ${hide(setup)}`];
  return [
    `${level} ${hide(title)}`,
    `\`${code}\`, ${severity}, ${certainty}`,
    why === '' ? '' : hide(why),
    seen.join('\n'),
    [...steps, ...where].join('\n'),
    loginHistory.length === 0
      ? ''
      : `Login History should show: ${hide(loginHistory.join(', or '))}`,
    proof === undefined ? '' : `How to see that it worked: ${hide(proof)}`,
    links.map((link) => `<${link}>`).join('\n'),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function groupLine({ things }: Group): string {
  const list = new Intl.ListFormat('en').format(things.map((place) => String(place + 1)));
  return `${list} have the same public key.`;
}

/** A file's name can be an org's or a person's: its kind is enough. */
function fileName(from: string): string {
  const kind = /\.(?:key|pem|crt|cer|der|csr|p12|pfx|jks|json|txt|log|zip|env|ya?ml|enc)$/i.exec(
    from,
  )?.[0];
  return kind === undefined ? 'a file' : `a ${kind.toLowerCase()} file`;
}

/** Any text of the report: what the things hold goes first, then what has the form of a secret. */
function hider(things: readonly Thing[], hidden: readonly string[]): Hide {
  const values = things.flatMap(({ facts, from }) => [
    ...facts.filter(({ open }) => !open).map(({ value }) => value),
    from,
  ]);
  const isTelling = (value: string) => value.length > 5 && /[^a-z ]/.test(value);
  const longestFirst = [...new Set(values.filter(isTelling))].sort((a, b) => b.length - a.length);
  // A plain word can be somebody's name; hosts are told without their addresses, too.
  const plainWords = values.filter((value) => !isTelling(value) && !COMMON.test(value));
  const hosts = values.flatMap((value) =>
    /^https?:/.test(value) && URL.canParse(value) ? [new URL(value).host] : [],
  );
  const words = [...new Set([...hidden, ...plainWords, ...hosts])]
    .filter((word) => word !== '' && word.length <= LONGEST)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const plain = words.reduce((all, word) => all.replace(wholeWord(word), '…'), text);
    const rest = longestFirst.reduce(
      (all, value) => all.replaceAll(value, maskValue(value)),
      plain,
    );
    return markdownText(maskText(rest));
  };
}

/** Values that say nothing of anybody and stand in the sentences of findings. */
const COMMON = /^(?:\W|.{0,2}$|(?:none|itself|yes|no|true|false|\d+|[RPE]S\d{3}|JWT|RSA|EC)$)/i;

/** No host, username or consumer key is longer; what is cannot stand in a finding. */
const LONGEST = 256;

/** A name such as `uat` is to be hidden by itself, not within another word. */
function wholeWord(word: string): RegExp {
  const plain = word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return new RegExp(`(?<![\\w@])${plain}(?!\\w)`, 'gi');
}

const MASKED = /^\w{0,5}… \(\d{1,7} characters\)$/;

/** What may be shown of the value of a fact that is not open, told by its form. */
function maskValue(value: string): string {
  if (MASKED.test(value)) return value;
  if (/^https?:\/\//.test(value) && URL.canParse(value)) {
    const { protocol, hostname } = new URL(value);
    return `${protocol}//${mask('host', hostname)}`;
  }
  if (/^3MVG9\S+$/.test(value)) return mask('consumer-key', value);
  if (/^00[D5]\w{12,15}$/.test(value)) return mask('record-id', value);
  if (/^[^\s@]+@[^\s@]+$/.test(value)) return mask('username', value);
  if (/^[\w-]+(?:\.[\w-]+)+$/.test(value)) return mask('host', value);
  return mask('secret', value);
}
