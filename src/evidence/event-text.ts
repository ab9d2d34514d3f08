import { canonical } from '../log/canonical';

/** The parts of an event's text, in their order. */
const parts = 'actor,at,counters,data,incident,line,milestone,mode,plant,position,reason,system,type,v';

/** What the text of an event says, as far as the check of a log looks at it. */
export type SaidEvent = Record<string, unknown> & { data: Record<string, unknown> };

/** What a text says, or null where it is not the canonical text (RFC 8785) of an event. */
export function readEventText(text: string): SaidEvent | null {
  const said = parsed(text);
  if (!isRecord(said) || !isCanonical(said, text)) return null;
  return Object.keys(said).join() === parts && said.v === 1 && isRecord(said.data) ? (said as SaidEvent) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => isObject(value) && !Array.isArray(value);

/**
 * Whether a text is the canonical one of its value. Almost always its keys are in order, and then JSON.stringify gives the
 * canonical text in half the time (7 against 17 µs); it knows nothing of lone surrogates, which RFC 8785 forbids.
 */
function isCanonical(value: object, text: string): boolean {
  if (isOrdered(value) && !text.includes('\\ud') && JSON.stringify(value) === text) return true;
  try {
    return canonical(value) === text;
  } catch {
    return false;
  }
}

// An object with an empty key is left to the slow way.
function isOrdered(value: object): boolean {
  if (Array.isArray(value)) return value.every((part) => !isObject(part) || isOrdered(part));
  const record = value as Record<string, unknown>;
  let before = '';
  for (const key in record) {
    if (before >= key) return false;
    before = key;
    const part = record[key];
    if (isObject(part) && !isOrdered(part)) return false;
  }
  return true;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
