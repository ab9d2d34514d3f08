/** The Postgres of this run: `adminUrl` may create databases, `template` is the migrated one to copy. */
export interface TestServer {
  adminUrl: string;
  appUrl: string;
  template: string;
}

/** Hands it to the workers: the environment is all that they inherit from the process that runs globalSetup. */
export function keepTestServer(server: TestServer): void {
  process.env.BLACKSTART_TEST_SERVER = JSON.stringify(server);
}

export function testServer(): TestServer {
  const kept = process.env.BLACKSTART_TEST_SERVER;
  if (kept === undefined) throw new Error('globalSetup has not run');
  return JSON.parse(kept) as TestServer;
}

export function onDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
