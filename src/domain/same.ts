/** Whether two JSON values say the same: jsonb in Postgres keeps no order of fields, so none counts here. */
export function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [mine, theirs] = [Object.entries(one), Object.keys(other)];
  return (
    mine.length === theirs.length &&
    mine.every(
      ([field, value]) => Object.hasOwn(other, field) && isSame(value, (other as Record<string, unknown>)[field]),
    )
  );
}
