/** Answers in the forms that Salesforce uses: this one as JSON, not to be stored. */
export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store' },
  });
}

/** A plain text, as the endpoints for sessions answer. */
export function text(status: number, body: string): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/plain;charset=UTF-8', 'cache-control': 'no-store' },
  });
}

/** Leads a tab on to another page of the org. */
export function redirect(path: string): Response {
  return new Response(null, {
    status: 302,
    headers: { location: path, 'cache-control': 'no-store' },
  });
}

/** OAuth refusals are 400 whatever the reason (RFC 6749 section 5.2; help: remoteaccess_oauth_flow_errors). */
export function refusal(error: string, description: string): Response {
  return json(400, { error, error_description: description });
}

/** REST refusals are a list. */
export function restError(status: number, errorCode: string, message: string): Response {
  return json(status, [{ message, errorCode }]);
}

/** A page for a person to read. Its words are escaped; it has no code and no style. */
export function page(status: number, title: string, ...paragraphs: readonly string[]): Response {
  return html(status, title, paragraphsOf(paragraphs));
}

export interface PageForm {
  action: string;
  /** Posted along, unseen. */
  fields: readonly (readonly [name: string, value: string])[];
  /** By the name under which a press is posted. */
  buttons: Readonly<Record<string, string>>;
}

/** A page with a form below its words. */
export function formPage(title: string, paragraphs: readonly string[], form: PageForm): Response {
  const hidden = form.fields.map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  const buttons = Object.entries(form.buttons).map(
    ([name, words]) => `<button name="${escape(name)}" value="1">${escape(words)}</button>`,
  );
  const body = [
    paragraphsOf(paragraphs),
    `<form method="post" action="${escape(form.action)}">`,
    ...hidden,
    ...buttons,
    '</form>',
  ];
  return html(200, title, body.join('\n'));
}

function escape(words: string): string {
  return words.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function paragraphsOf(paragraphs: readonly string[]): string {
  return paragraphs.map((words) => `<p>${escape(words)}</p>`).join('\n');
}

function html(status: number, title: string, body: string): Response {
  return new Response(
    `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<h1>${escape(title)}</h1>
${body}
</html>
`,
    {
      status,
      headers: { 'content-type': 'text/html;charset=UTF-8', 'cache-control': 'no-store' },
    },
  );
}

/** The fields of a form post; those of the address do not count. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  if (request.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams();
  }
  return new URLSearchParams(await readText(request));
}

const BODY_LIMIT = 64 * 1024;

/** The body as text, or '' where it is longer than anything this org is asked. */
export async function readText(request: Request): Promise<string> {
  const parts: string[] = [];
  const decoder = new TextDecoder();
  let size = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) return parts.join('') + decoder.decode();
    size += value.length;
    if (size > BODY_LIMIT) {
      reader?.cancel().catch(() => undefined);
      return '';
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}
