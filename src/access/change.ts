import type { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { Refusal } from '../domain/refusal';
import type { Uuid } from '../domain/rows';
import type { Actor } from '../domain/world';
import { DirectoryHeadRecord } from './directory-head.record';
import type { Directory, PrincipalEntry, TokenEntry } from './directory';
import type { Incidents } from './grants';

/** What the commands of the directory are given; a request's context has all of it. */
export interface AccessContext {
  readonly viewer: Actor;
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

export function refused(refusal: Refusal): AccessOutcome {
  return { principal: null, token: null, secret: null, refusals: [refusal] };
}

/** One change of the directory in one transaction, one after the other; this process knows of it before it answers. */
export async function changeDirectory(
  { directory, records }: Pick<AccessContext, 'directory' | 'records'>,
  made: Made,
  write: (tx: EntityManager) => Promise<Refusal | null>,
): Promise<AccessOutcome> {
  const refusal = await inTransaction(records, async (tx) => {
    await tx.findOneOrFail(DirectoryHeadRecord, { where: { id: 1 }, lock: { mode: 'pessimistic_write' } });
    const no = await write(tx);
    if (!no) await tx.increment(DirectoryHeadRecord, { id: 1 }, 'version', 1);
    return no;
  });
  if (refusal) return refused(refusal);
  await directory.reload();
  return {
    principal: directory.principal(made.principalId) ?? null,
    token: directory.token(made.tokenId ?? '') ?? null,
    secret: made.secret ?? null,
    refusals: [],
  };
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
