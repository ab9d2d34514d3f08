const given = process.env.BLACKSTART_TEST_DEPTH;
const isWhole = given === 'whole';

export const isFull = isWhole || given === 'full';

/** How far a search goes: the small number by default, the full one where BLACKSTART_TEST_DEPTH is `full` or `whole`. */
export function depth(small: number, full: number): number {
  return isFull ? full : small;
}

const daysSince1970 = Math.floor(Date.now() / 86_400_000);

/**
 * The seeds of a search that takes too long for every run: `small` of them by default, another one of so many `parts` each day
 * where BLACKSTART_TEST_DEPTH is `full`, all of them where it is `whole`.
 */
export function seeds({ small, whole, parts }: Record<'small' | 'whole' | 'parts', number>): {
  first: number;
  count: number;
} {
  if (!isFull) return { first: 1, count: small };
  if (isWhole) return { first: 1, count: whole };
  const count = Math.ceil(whole / parts);
  return { first: 1 + (daysSince1970 % parts) * count, count };
}
