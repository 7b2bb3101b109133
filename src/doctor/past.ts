/** What a connection's past says of its key and of the last token. */

/** What is absent is not known. Times are in milliseconds. */
export interface Past {
  /** When the connection got the key it has now. */
  keyFrom?: number;
  /** When a token last came, and from which host. */
  tokenAt?: number;
  tokenHost?: string;
}

/** Whether the key came after the last token: `undefined` where one of the two is not known. */
export function isNewKey({ keyFrom, tokenAt }: Past): boolean | undefined {
  return keyFrom === undefined || tokenAt === undefined ? undefined : keyFrom > tokenAt;
}
