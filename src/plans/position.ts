/** A place in a text, from 1. */
export interface Position {
  line: number;
  column: number;
}

/** The way to a value in a document: names of fields and numbers in lists. */
export type Path = readonly (string | number)[];

/** Turns offsets into a text into lines and columns; a column counts UTF-16 units, as editors do. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}

/** A text in quotes in a sentence, cut short, without control characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57).toWellFormed()}…` : text.toWellFormed());
}
