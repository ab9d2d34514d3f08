import { createHash } from 'node:crypto';
import { withClient } from '../../src/postgres/client';

/** An event of a log, as its table has it. */
export interface LoggedEvent {
  position: number;
  type: string;
  system: string | null;
  text: string;
  previousHash: string;
  hash: string;
}

/** The log of an incident, oldest event first, with the keys of its systems. */
export async function readLog(ownerUrl: string, incident: string): Promise<LoggedEvent[]> {
  const { rows } = await withClient(ownerUrl, (client) =>
    client.query<LoggedEvent>(
      `SELECT e.position, e.type, s.key AS system, e.text, e.previous_hash AS "previousHash", e.hash
         FROM blackstart.event e LEFT JOIN blackstart.system s ON s.incident_id = e.incident_id AND s.id = e.system_id
        WHERE e.incident_id = $1 ORDER BY e.position`,
      [incident],
    ),
  );
  return rows;
}

/** Who waits for whom by HARD dependencies, by key. */
export async function readHardEdges(ownerUrl: string, incident: string): Promise<Map<string, string[]>> {
  const { rows } = await withClient(ownerUrl, (client) =>
    client.query<{ waiting: string; targets: string[] }>(
      `SELECT s.key AS waiting, array_agg(t.key) AS targets FROM blackstart.dependency d
         JOIN blackstart.system s ON s.incident_id = d.incident_id AND s.id = d.system_id
         JOIN blackstart.system t ON t.incident_id = d.incident_id AND t.id = d.depends_on_id
        WHERE d.incident_id = $1 AND d.strength = 'HARD' GROUP BY s.key`,
      [incident],
    ),
  );
  return new Map(rows.map(({ waiting, targets }) => [waiting, targets]));
}

/** The race check: every SYSTEM_ONLINE that lies after a revocation, not signed since, in its HARD closure. */
export function onlineAfterRevocation(
  log: readonly LoggedEvent[],
  edges: ReadonlyMap<string, readonly string[]>,
): { online: string; revoked: string; position: number }[] {
  const unhealed = new Set<string>();
  const found: { online: string; revoked: string; position: number }[] = [];
  for (const { type, system, position } of log) {
    if (system === null) continue;
    if (type === 'CONTAINMENT_REVOKED') unhealed.add(system);
    if (type === 'CONTAINMENT_VERIFIED') unhealed.delete(system);
    if (type !== 'SYSTEM_ONLINE') continue;
    const closure = new Set([system]);
    for (const reached of closure) for (const target of edges.get(reached) ?? []) closure.add(target);
    for (const revoked of closure) if (unhealed.has(revoked)) found.push({ online: system, revoked, position });
  }
  return found;
}

/** Where a log has a gap, or an event whose hash is not that of its text after the event before. */
export function faultsOfLog(log: readonly LoggedEvent[]): string[] {
  let before = '0'.repeat(64);
  return log.flatMap(({ position, text, previousHash, hash }, n) => {
    const own = createHash('sha256').update(before).update(text).digest('hex');
    const isSound = position === n + 1 && previousHash === before && hash === own;
    before = hash;
    return isSound ? [] : [`event ${n + 1} of the log has position ${position}`];
  });
}

/** How many deadlocks Postgres has counted in a database. Sessions report when they end: stop the servers first. */
export async function deadlocksIn(ownerUrl: string): Promise<number> {
  const { rows } = await withClient(ownerUrl, (client) =>
    client.query<{ deadlocks: number }>(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    ),
  );
  return rows[0]?.deadlocks ?? -1;
}
