/** What the rows of a batch mean, each checked as the steps of one connection check it. */
import { BATCH_FIELDS, type BatchField, type BatchRow } from '../../core/batch-lines.ts';
import { looksLikeSecret } from '../../core/details.ts';
import type { AppError } from '../../core/errors.ts';
import { checkSubjectField, type Subject } from '../../core/subject.ts';
import type { BatchItem } from '../../worker/protocol.ts';
import { configOf } from './config.ts';
import { BLANK } from './connections.svelte.ts';
import { nameOf, readDetails, type Details } from './details.ts';

export interface CheckedRow {
  row: BatchRow;
  /** What it is called; it becomes the certificate's common name. */
  name: string;
  details: Details;
  /** What has to be mended before anything is made. */
  faults: AppError[];
  /** Left empty: to be entered in the connection's steps later. */
  later: BatchField[];
  notes: string[];
}

/** `practice` is the practice org's origin. */
export function checkRows(rows: readonly BatchRow[], practice: string): CheckedRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const checked = checkRow(row, practice);
    const { org } = checked.details;
    const same = JSON.stringify([org?.loginUrl ?? row.name, row.consumerKey, row.username]);
    const before = seen.get(same);
    if (before === undefined) seen.set(same, row.line);
    else checked.notes.push(`The same org, app and user as in line ${before}.`);
    return checked;
  });
}

function checkRow(row: BatchRow, practice: string): CheckedRow {
  const details = readDetails({ ...BLANK, ...row }, practice);
  const later = BATCH_FIELDS.slice(1).filter((field) => row[field] === '');
  const name = nameOf({ name: row.name }, details);
  // What is left empty is not wrong: the app is often made later, with the certificate.
  const { loginUrl, consumerKey, username } = details.errors;
  const errors = [
    row.error,
    checkSubjectField('commonName', name),
    row.loginUrl === '' ? null : loginUrl,
    row.consumerKey === '' ? null : consumerKey,
    row.username === '' ? null : username,
  ];
  const notes = looksLikeSecret(row.consumerKey)
    ? ['This looks like the consumer secret: copy the consumer key instead.']
    : [];
  return { row, name, details, faults: errors.filter((error) => error !== null), later, notes };
}

/** What the worker makes of a row, `rest` being the subject but for the common name. */
export function itemOf({ row, name, details }: CheckedRow, rest: Subject): BatchItem {
  const config = configOf({ ...BLANK, ...row }, details);
  return { name, subject: { ...rest, commonName: name }, ...(config && { config }) };
}
