/** What secrets look like wherever they may have got into a text, and what is written instead. */
const shapes: readonly [RegExp, string][] = [
  [/\bbs_[\w-]{8,}/g, 'bs_…'],
  [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, 'eyJ…'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, '$1 …'],
  // the user and the password of an address: everything up to the last @ of the word
  [/:\/\/[^\s"'\\<>@]*:[^\s"'\\<>]*@/g, '://…@'],
  [/\b(password|passwd|secret|totp)(\s*=\s*|\\?["']\s*:\s*\\?["'])[^\s"'\\,;&]+/gi, '$1$2…'],
];

/** A text without tokens, passwords and addresses with passwords; what JSON it is stays JSON. */
export function withoutSecrets(text: string): string {
  return shapes.reduce((kept, [shape, instead]) => kept.replace(shape, instead), text);
}
