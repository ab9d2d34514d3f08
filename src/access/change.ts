import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { Refusal } from '../domain/refusal';
import type { Uuid } from '../domain/rows';
import type { Actor } from '../domain/world';
import { type AccessFact, appendEntries, lockDirectory } from './access-log.append';
import type { Directory } from './directory';
import type { PrincipalEntry, TokenEntry } from './directory.entry';
import type { Incidents } from './grants';

/** What the commands of the directory are given; a request's context has all of it. */
export interface AccessContext {
  readonly viewer: Actor & { readonly tokenId?: Uuid | null };
  readonly directory: Directory;
  readonly records: DataSource;
  readonly keeper: Incidents;
}

/** As in the directory now; on refusal nothing was changed. */
export interface AccessOutcome {
  principal: PrincipalEntry | null;
  token: TokenEntry | null;
  /** The secret of a new token, shown this once. */
  secret: string | null;
  refusals: Refusal[];
}

interface Made {
  principalId: Uuid;
  tokenId?: Uuid;
  secret?: string;
}

/** Where the directory is changed, and in whose name. */
export interface Changing {
  readonly viewer: Pick<Actor, 'id'>;
  readonly directory: Directory;
  readonly records: DataSource;
}

export function refused(refusal: Refusal): AccessOutcome {
  return { principal: null, token: null, secret: null, refusals: [refusal] };
}

/**
 * One change of the directory in one transaction, one after the other, told by the access log; this process knows of it before
 * it answers. `write` returns what it did, or why not; nothing done leaves no trace.
 */
export async function changeDirectory(
  changing: Changing,
  made: Made,
  write: (tx: EntityManager) => Promise<Refusal | AccessFact[]>,
): Promise<AccessOutcome> {
  const { directory } = changing;
  const refusal = await inDirectory(changing, write);
  if (refusal) return refused(refusal);
  return {
    principal: directory.principal(made.principalId) ?? null,
    token: directory.token(made.tokenId ?? '') ?? null,
    secret: made.secret ?? null,
    refusals: [],
  };
}

/** The same where only the refusal counts. */
export async function inDirectory(
  { directory, records, viewer }: Changing,
  write: (tx: EntityManager) => Promise<Refusal | AccessFact[]>,
): Promise<Refusal | null> {
  const result = await inTransaction(records, async (tx) => {
    await lockDirectory(tx);
    const done = await write(tx);
    if (Array.isArray(done) && done.length > 0) await appendEntries(tx, viewer.id, done);
    return done;
  });
  if (!Array.isArray(result)) return result;
  await directory.reload();
  return null;
}

/** A transaction whose connection is never used again after a failure: a statement that was given up may still run on it. */
async function inTransaction<T>(records: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const runner = records.createQueryRunner();
  const client = (await runner.connect()) as Client;
  try {
    await runner.startTransaction();
    const result = await work(runner.manager);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    void client.end(); // the pool drops a client that is ending
    throw error;
  } finally {
    await runner.release();
  }
}
