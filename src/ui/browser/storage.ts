/** What the browser says about what this site stores (Storage Standard, sections 5 and 6). */
export interface StorageAnswer {
  /** Whether it promised not to drop it by itself. */
  kept: boolean;
  /** Bytes, about; `null` where it does not say. */
  used: number | null;
  room: number | null;
}

export async function readStorage(): Promise<StorageAnswer> {
  const { storage } = navigator;
  const kept = (await storage?.persisted?.()) ?? false;
  const estimate = await storage?.estimate?.().catch(() => null);
  return { kept, used: estimate?.usage ?? null, room: estimate?.quota ?? null };
}

/** Asks for that promise. Firefox asks the user, Chrome and Safari answer by themselves. */
export async function askStorage(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}
