/**
 * A sign, kept apart from the database, that this browser holds a vault: where the sign is there and the
 * vault is not, the browser has dropped it. It says nothing but the vault's id, a random name.
 */
const NAME = 'keybearer-vault';

/** The id of the vault that should be here, or `null`. */
export function readSentinel(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    // Storage is switched off; then there is no vault either.
    return null;
  }
}

export function setSentinel(vaultId: string | null): void {
  try {
    if (vaultId === null) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, vaultId);
  } catch {
    // It is a help only.
  }
}
