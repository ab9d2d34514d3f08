/** Rows as the tables of the schema `peer` have them, under the names that the schemas give out. */
export interface SystemRow {
  id: string;
  plantId: string;
  key: string;
  name: string;
  tier: number;
  zone: string;
  state: string;
  version: number;
  containmentStatus: string;
}

export interface DependencyRow {
  systemId: string;
  dependsOnId: string;
  strength: string;
  requiredState: string;
}

export const systemColumns = (alias: string): string =>
  `${alias}.id, ${alias}.plant_id AS "plantId", ${alias}.key, ${alias}.name, ${alias}.tier, ${alias}.zone, ${alias}.state,
   ${alias}.version, ${alias}.containment_status AS "containmentStatus"`;

/** The rows of each id, in the order of the ids. */
export function grouped<T>(ids: readonly string[], rows: readonly T[], idOf: (row: T) => string): T[][] {
  const groups = new Map<string, T[]>(ids.map((id) => [id, []]));
  for (const row of rows) groups.get(idOf(row))?.push(row);
  return ids.map((id) => groups.get(id) ?? []);
}

/** A cursor that holds the place in the order of tier and key. */
export const cursorOf = ({ tier, key }: { tier: number; key: string }): string =>
  Buffer.from(JSON.stringify([tier, key])).toString('base64url');

export function placeOf(cursor: string | null | undefined): [tier: number, key: string] {
  return cursor ? (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [number, string]) : [-1, ''];
}
