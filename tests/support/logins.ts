import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gql } from './client';
import { createDatabase, type TestDatabase } from './database';
import { dataOf, mutate, refuseRefusals } from './desk';
import { audience, freePort, type Issuer, newKey, startIssuer } from './issuer';
import { type RunningServer, startServer } from './process';

const mapping = {
  claim: 'groups',
  grants: {
    admins: [{ role: 'ADMIN' }],
    engineers: [{ role: 'ENGINEER', incident: 'here' }],
    verifiers: [{ role: 'VERIFIER' }],
    observers: [
      { role: 'OBSERVER', incident: 'here', plant: 'P' },
      { role: 'OBSERVER', incident: 'later' },
    ],
  },
};
const plan = `format: blackstart/v1
policy: {rules: []}
plants: [{key: P, name: Plant}]
systems: [{key: core, name: Core, tier: 0, zone: L4}]`;

/** A server that believes an issuer, with the incident `here`. */
export interface LoginDesk {
  database: TestDatabase;
  dataDir: string;
  issuer: Issuer;
  server: RunningServer;
  /** Starts the server anew, with the same data folder and token. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** The key that the issuer signs with, and one of the same name that somebody else holds. */
export const [key, othersKey] = [newKey('one'), newKey('one')];

/** Opens all of it; `admins`, `engineers`, `verifiers` and `observers` in the claim `groups` give what their names say. */
export async function openLoginDesk(): Promise<LoginDesk> {
  const database = await createDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'blackstart-logins-'));
  const issuer = await startIssuer(await freePort(), key);
  const oidc = { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: audience, BLACKSTART_OIDC_GRANTS: JSON.stringify(mapping) };
  const settings = { ...database.env, ...oidc, BLACKSTART_DATA_DIR: dataDir };
  const server = await startServer(settings);
  await declareFor(server, 'here');
  const desk: LoginDesk = {
    ...{ database, dataDir, issuer, server },
    restart: async () => {
      await desk.server.stop();
      desk.server = await startServer({ ...settings, BLACKSTART_ADMIN_TOKEN: server.token });
    },
    end: async () => {
      await desk.server.stop();
      await desk.issuer.kill();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return desk;
}

/** Declares an incident with the system `core` and the plant `P`. */
export async function declareFor(server: RunningServer, incident: string): Promise<void> {
  const input = { key: incident, plan: { content: plan } };
  refuseRefusals([
    await mutate(server, 'declareIncident', 'DeclareIncidentInput', input, '{ userErrors { message } }'),
  ]);
}

const me =
  '{ viewer { id handle name kind grants { role source incident { key } plant { key } } subjects { subject } } }';

/** Who somebody is for the server. */
export async function viewerOf({ server }: LoginDesk, token: string): Promise<any> {
  return dataOf(await gql(server.url, token, me)).viewer;
}

/** 200 for who is let in, else 401. */
export async function statusOf({ server }: LoginDesk, token: string): Promise<number> {
  const { status, errors } = await gql(server.url, token, me);
  if (status !== 200 && errors?.[0]?.extensions?.code !== 'UNAUTHENTICATED') throw new Error(JSON.stringify(errors));
  return status;
}
