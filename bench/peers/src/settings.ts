import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';

/** What the benchmark gives a peer on its command line. */
export interface Settings {
  url: string;
  poolSize: number;
}

export const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;

export function openPool(): Pool {
  const pool = new Pool({ connectionString: settings.url, max: settings.poolSize });
  pool.on('error', () => undefined);
  return pool;
}

/** Serves on any free port of this machine, and says so. */
export function listen(server: Server): void {
  server.listen(0, '127.0.0.1', () => sayReady((server.address() as AddressInfo).port));
}

export function sayReady(port: number): void {
  process.stdout.write(`ready at http://127.0.0.1:${port}\n`);
}

process.on('SIGTERM', () => process.exit(0));
