const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'may not be opened by this user',
};

/** Why a server could not listen, in words: "port 3131 is in use". */
export function portTrouble(port: number, cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return `port ${port} ${WORDS[code] ?? `cannot be opened (${code})`}`;
}

/** A port as someone typed it; `null` for what is none. */
export function readPort(text: string, highest = 65_535): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= highest ? Number(text) : null;
}
