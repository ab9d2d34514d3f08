import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, createDatabase } from './database';
import { type RunningServer, startServer } from './process';

const token = `bs_${'e'.repeat(43)}`;

/** A database and the servers on it, with a folder in which theirs are. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'blackstart-place-'));
  readonly checkpoints = join(this.folder, 'data/checkpoints');
  readonly elsewhere = join(this.folder, 'elsewhere');
  readonly env: Record<string, string>;
  private readonly servers: RunningServer[] = [];

  static async open(): Promise<Place> {
    return new Place(await createDatabase());
  }

  private constructor(readonly database: TestDatabase) {
    this.env = { ...database.env, BLACKSTART_DATA_DIR: join(this.folder, 'data') };
  }

  async start(settings: Record<string, string> = {}, first?: string): Promise<RunningServer> {
    const server = await startServer({ ...this.env, BLACKSTART_ADMIN_TOKEN: token, ...settings }, first);
    this.servers.push(server);
    return server;
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.splice(0).map((server) => server.stop()));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The same once more, for one who changes it; no server may be on it. */
  async copy(): Promise<Place> {
    const copy = new Place(await createDatabase(this.database));
    cpSync(join(this.folder, 'data'), join(copy.folder, 'data'), { recursive: true });
    return copy;
  }
}
