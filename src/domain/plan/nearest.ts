const furthest = 2;
const mostNames = 2000;

/** Of many names the one that a slip of the pen may have meant, at most two letters away; null when there is none. */
export function nearest(name: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let least = furthest + 1;
  let seen = 0;
  for (const other of names) {
    if (++seen > mostNames) break;
    if (Math.abs(other.length - name.length) >= least) continue;
    const distance = editDistance(name.toLowerCase(), other.toLowerCase());
    if (distance < least && distance < name.length) [best, least] = [other, distance];
  }
  return best;
}

/** ` Did you mean x?`, or nothing. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const other = nearest(name, names);
  return other === null ? '' : ` Did you mean ${other}?`;
}

/** Letters to change, add or leave out on the way from one word to another (Levenshtein), row by row. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const present = [row];
    for (let column = 1; column <= to.length; column++) {
      const change = above[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      present.push(Math.min(change, above[column]! + 1, present[column - 1]! + 1));
    }
    above = present;
  }
  return above[to.length]!;
}

/** A value as a person can read it in a sentence, cut short; a list or map only by its name, however large it is. */
export function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a map';
  const text = typeof value === 'string' ? `"${value.slice(0, 80)}"` : String(value);
  const plain = text.toWellFormed().replace(/\p{Cc}/gu, '·');
  return plain.length > 80 ? `${plain.slice(0, 77).toWellFormed()}…` : plain;
}
