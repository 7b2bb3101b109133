/** Text from outside as one line of GitHub Flavored Markdown: no markup, link or HTML of its own. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]<>|~&#!]/g, '\\$&');
}
