import type { Rests } from './rests';

/** The data of an answer as JSON text, ready to be sent. */
export class Rendered {
  constructor(
    readonly text: string,
    /** What it hangs on, where that is known of all of it. */
    readonly rests: Rests | null = null,
  ) {}

  /** For whoever wants it as part of something else. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** What the data of a result hangs on, where that is known of all of it. */
export function restsOf({ data }: { readonly data?: unknown }): Rests | null {
  return data instanceof Rendered ? data.rests : null;
}

/** A result as JSON text, whether or not its data is text already. */
export function resultText(result: { readonly data?: unknown }): string {
  const { data, ...others } = result;
  if (!(data instanceof Rendered)) return JSON.stringify(result);
  const more = JSON.stringify(others);
  return more === '{}' ? `{"data":${data.text}}` : `{"data":${data.text},${more.slice(1)}`;
}
