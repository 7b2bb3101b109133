import type { AppError } from '../../core/errors.ts';
import { checkDays, checkSubjectField, type Subject } from '../../core/subject.ts';

export type FieldErrors = Record<keyof Subject | 'days', AppError | null>;

/** What is wrong with the form, field by field. */
export function checkForm(subject: Subject, days: string): FieldErrors {
  const fields = Object.entries(subject) as [keyof Subject, string][];
  const errors = fields.map(([field, value]) => [field, checkSubjectField(field, value)]);
  return { ...Object.fromEntries(errors), days: checkDays(days) } as FieldErrors;
}
