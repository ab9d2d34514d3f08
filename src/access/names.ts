import { keyFault } from '../domain/plan/key';
import { type Refusal, refuse } from '../domain/refusal';
import { refuseText } from '../domain/text';

const longest = 200;

/** Handles follow the rule of all human keys, so that they can stand in for a UUID. */
export function refuseHandle(handle: string): Refusal | null {
  const fault = keyFault(handle);
  return fault === null ? null : refuse('INVALID_INPUT', `The handle ${fault}.`, ['handle']);
}

/** One line of text that says something: at most 200 characters. */
export function refuseLine(text: string, field: string): Refusal | null {
  if (text.trim() === '') return refuse('INVALID_INPUT', `The ${field} is empty.`, [field]);
  return refuseText(text, [field], longest);
}
