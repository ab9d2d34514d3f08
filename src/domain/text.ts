import { type Refusal, refuse } from './refusal';

const longest = 20_000;
// eslint-disable-next-line no-control-regex
const nul = /\u0000/;

function fault(text: string, limit: number): string | null {
  if (nul.test(text)) return 'holds a NUL character';
  if (!text.isWellFormed()) return 'holds half of a surrogate pair';
  return text.length > limit ? `is longer than ${limit} characters` : null;
}

/** Refuses any text in an input, however deep, that Postgres or JSON cannot keep: INVALID_INPUT with the path to it. */
export function refuseText(input: unknown, path: string[] = [], limit = longest): Refusal | null {
  if (typeof input === 'string') {
    const what = fault(input, limit);
    return what ? refuse('INVALID_INPUT', `${path.join('.') || 'The text'} ${what}.`, path) : null;
  }
  if (typeof input !== 'object' || input === null || input instanceof Date) return null;
  for (const [key, value] of Object.entries(input)) {
    const refusal = refuseText(value, [...path, key], limit);
    if (refusal) return refusal;
  }
  return null;
}
