/** What this browser lacks that Keybearer needs or uses, in words; empty when nothing is missing. */
export function lacking(): string[] {
  const missing: string[] = [];
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle)
    missing.push('Web Crypto (needs https)');
  if (typeof Worker === 'undefined') missing.push('workers');
  if (!navigator.clipboard) missing.push('the clipboard');
  return missing;
}
