import type { EntityManager } from 'typeorm';
import { blackstartPrincipalId } from '../domain/event';
import type { AccessFact } from './access-log.append';
import { type Changing, inDirectory } from './change';

const untold = `
SELECT p.id, coalesce((SELECT jsonb_agg(blackstart.told_of_token(t.id) ORDER BY t.created_at, t.id)
    FROM blackstart.access_token t WHERE t.principal_id = p.id), '[]') AS tokens
FROM blackstart.principal p JOIN blackstart.directory_head h ON h.log_position = 0
WHERE p.id <> $1 ORDER BY p.handle`;

/** Begins the log of a directory that is older than it: everybody who is there is told once, with all tokens. */
export async function tellFound(house: Omit<Changing, 'viewer'>): Promise<void> {
  await inDirectory({ ...house, viewer: { id: blackstartPrincipalId } }, found);
}

async function found(tx: EntityManager): Promise<AccessFact[]> {
  const rows = await tx.query<{ id: string; tokens: unknown[] }[]>(untold, [blackstartPrincipalId]);
  return rows.map(({ id, tokens }) => ({ type: 'DIRECTORY_FOUND', principalId: id, facts: { tokens } }));
}
