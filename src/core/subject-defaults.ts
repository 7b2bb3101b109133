/** The empty form, apart from what checks it: the first view carries this much. */

/** '' means that the attribute is absent. */
export interface Subject {
  commonName: string;
  organization: string;
  organizationalUnit: string;
  city: string;
  state: string;
  country: string;
  email: string;
}

/** Enough to press the button with nothing typed. */
export const SUBJECT_DEFAULTS: Subject = {
  commonName: 'salesforce-jwt',
  organization: '',
  organizationalUnit: '',
  city: '',
  state: '',
  country: '',
  email: '',
};
