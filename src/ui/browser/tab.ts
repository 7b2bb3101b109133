/** New tabs, each cut off from this page: it gets no `opener` and no referrer. */

/** How long the tab of a form may take until it has been led on to its last address. */
const LED_ON = 60_000;

/**
 * Posts a form into a new tab. `onstopped` is called where the policy stops it, which Chromium does at a
 * redirect as well; nothing else can be known of the tab from here.
 */
export function postToTab(
  action: string,
  fields: Record<string, string>,
  onstopped: () => void,
): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  form.target = '_blank';
  form.rel = 'noopener noreferrer';
  form.autocomplete = 'off';
  form.hidden = true;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    form.append(input);
  }
  const listening = new AbortController();
  const stop = (event: SecurityPolicyViolationEvent) => {
    if (event.effectiveDirective !== 'form-action') return;
    listening.abort();
    onstopped();
  };
  document.addEventListener('securitypolicyviolation', stop, { signal: listening.signal });
  setTimeout(() => listening.abort(), LED_ON);
  document.body.append(form);
  form.submit();
  // The browser has taken the fields by now: the token does not stay in the document.
  form.remove();
}

/** Opens an address; `false` where the press is too long ago for a browser to allow a tab. */
export function openTab(url: string): boolean {
  // Firefox before 120 does not tell.
  const { userActivation } = navigator as { userActivation?: { isActive: boolean } };
  if (userActivation?.isActive === false) return false;
  globalThis.open(url, '_blank', 'noopener,noreferrer');
  return true;
}

/** Opens HTML of our own making under this page's own policy, which lets no code in it run. */
export function openPage(html: string): void {
  const url = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  globalThis.open(url, '_blank', 'noopener');
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
