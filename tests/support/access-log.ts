import { Client } from 'pg';
import { verifyAccessLog } from '../../src/access/access-log.verify';
import { withClient } from '../../src/postgres/client';

/** What the verification says of the access log of a database. */
export function accessFaults(url: string): Promise<string[]> {
  return withClient(url, faultsSeenBy);
}

/** The same over a connection that is open, with what a transaction has done so far. */
export async function faultsSeenBy(client: Client): Promise<string[]> {
  const faults: string[] = [];
  for await (const fault of verifyAccessLog(client)) faults.push(fault);
  return faults;
}
