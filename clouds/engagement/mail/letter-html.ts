const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Plain text as the simplest HTML, for programs that show nothing else well: paragraphs, lines, addresses that can be clicked. */
export function letterHtml(text: string): string {
  const lines = escapeHtml(text).replace(/https?:\/\/[^\s<>"，。；）]+/g, (url) => `<a href="${url}">${url}</a>`);
  return lines
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('');
}
