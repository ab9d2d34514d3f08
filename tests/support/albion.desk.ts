import { type Cast, Works } from './albion';
import { gql } from './client';
import { createDatabase, type TestDatabase } from './database';
import { mutate } from './desk';
import { eventually } from './eventually';
import { makePerson, type Person } from './people';
import { type RunningServer, startServer } from './process';

type Role = 'ENGINEER' | 'VERIFIER' | 'COMMANDER' | 'OBSERVER';

const people: Record<string, Role> = {
  ...{ erin: 'ENGINEER', eli: 'ENGINEER', vera: 'VERIFIER' },
  ...{ casey: 'COMMANDER', cole: 'COMMANDER', oscar: 'OBSERVER' },
};

/** Server processes on one database of a test's own, and six people whom each of them knows. */
export class Desks {
  servers: RunningServer[] = [];
  database!: TestDatabase;
  people!: Record<string, Person>;
  cast!: Cast;

  constructor(private readonly settings: Record<string, string> = {}) {}

  async open(count = 1): Promise<this> {
    this.database = await createDatabase();
    for (let n = 0; n < count; n++) await this.start();
    const made: [string, Person][] = [];
    for (const [handle, role] of Object.entries(people))
      made.push([handle, await makePerson(this.server, handle, [{ role }])]);
    this.people = Object.fromEntries(made);
    const { erin, eli, vera, casey, cole } = Object.fromEntries(made.map(([handle, { token }]) => [handle, token]));
    this.cast = {
      ...{ restores: erin!, operates: eli!, verifies: vera!, asks: eli! },
      ...{ approve: [casey!, cole!], commands: casey! },
    };
    await this.know(this.token('oscar'));
    return this;
  }

  /** Every process knows of a token. */
  async know(token: string): Promise<void> {
    for (const { url } of this.servers) {
      const isKnown = async () => !(await gql(url, token, '{ viewer { id } }')).errors;
      await eventually(async () => (await isKnown()) || undefined, 'the token on every process');
    }
  }

  get server(): RunningServer {
    return this.servers[0]!;
  }

  token(handle: string): string {
    return this.people[handle]!.token;
  }

  async start(): Promise<RunningServer> {
    const token: Record<string, string> = this.servers.length > 0 ? { BLACKSTART_ADMIN_TOKEN: this.server.token } : {};
    const server = await startServer({ ...this.database.env, LOG_LEVEL: 'warn', ...token, ...this.settings });
    this.servers.push(server);
    return server;
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.splice(0).map((server) => server.stop()));
  }

  async close(): Promise<void> {
    await this.stop();
    await this.database?.drop();
  }

  works(incident: string, server = this.server): Works {
    return new Works(server.url, incident, this.token('oscar'));
  }

  /** Declares an incident of this plan, in which a system needs no check unless the plan says so; answers its UUID. */
  async declare(key: string, plan: Record<string, unknown>): Promise<string> {
    const { systems, policy, ...rest } = plan as { systems: object[]; policy?: object };
    const document = {
      ...{ format: 'blackstart/v1', incident: { key, title: key }, policy: { rules: [], ...policy }, ...rest },
      systems: systems.map((system: any) => ({ name: system.key, tier: 1, zone: 'L4', ...system })),
    };
    const input = { key, plan: { content: JSON.stringify(document) } };
    const desk = { url: this.server.url, token: this.cast.commands };
    const answer = '{ incident { id } userErrors { message } }';
    const payload = await mutate(desk, 'declareIncident', 'DeclareIncidentInput', input, answer);
    expect(payload.userErrors).toEqual([]);
    return payload.incident.id;
  }
}
