/** An input without its nulls, at any depth. */
export type Given<T> = T extends (infer I)[]
  ? Given<I>[]
  : T extends object
    ? { [K in keyof T]: Given<Exclude<T[K], null>> }
    : T;

/** An input as a plain object in which an explicit null is left out. */
export function given<T>(input: T): Given<T> {
  if (Array.isArray(input)) return input.map(given) as Given<T>;
  if (typeof input !== 'object' || input === null) return input as Given<T>;
  const entries = Object.entries(input).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([field, value]) => [field, given(value)])) as Given<T>;
}
