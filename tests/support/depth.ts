/** How far a search goes: the small number by default, the full one where BLACKSTART_TEST_DEPTH is `full`. */
export function depth(small: number, full: number): number {
  return isFull ? full : small;
}

export const isFull = process.env.BLACKSTART_TEST_DEPTH === 'full';
