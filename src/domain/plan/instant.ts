import type { Instant } from '../rows';

const shape = /^(\d{4})-(\d{2})-(\d{2})[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** An RFC 3339 time in UTC with milliseconds; null when the text is none, such as one without an offset or on a 30th of February. */
export function parseInstant(text: string): Instant | null {
  const match = shape.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return null;
  const at = Date.parse(text.toUpperCase().replace(' ', 'T'));
  const inFourDigits = at >= Date.parse('1970-01-01T00:00:00Z') && at < Date.parse('9999-12-31T00:00:00Z');
  return inFourDigits ? new Date(at).toISOString() : null;
}
