// C0 and C1 control characters but tab and line feed; they can not be shown, and PostgreSQL refuses U+0000.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g;

/** Text of several lines as it is stored: NFC, well-formed, line ends as \n, no control characters, trimmed. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').toWellFormed().replace(control, '').normalize('NFC').trim();
}

/** Text of one line: as cleanText, and every run of line ends and tabs is one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/[\n\t]+/g, ' ');
}
