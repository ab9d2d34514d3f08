import type { Config } from '../src/config';
import { type House, openHouse } from '../src/house';
import { declareIncident } from '../src/incidents/incident.commands';
import { openJournal } from '../src/journal';
import { readDocument } from '../src/plans/read';
import { startServer } from '../src/server';
import { viewerHere } from '../src/cli/visit';
import { ownerSecret } from '../src/access/owner';
import { gql } from '../tests/support/client';
import { makePerson } from '../tests/support/people';
import { keyOf, planJson } from './plans';
import { printHead, printLine, seconds, spread, timed } from './table';

const sizes = [1000, 10_000];
const each = 3;
const worked = 100;
const looks = 50;

/** Commands over HTTP one after the other, and a plant of 500 systems as a page reads it. */
export async function benchHttp(config: Config): Promise<void> {
  const journal = openJournal(config);
  const house = await openHouse(config, journal);
  try {
    const server = await startServer(house, config, journal);
    await benchServer(house, config, server.url).finally(() => server.close());
  } finally {
    await house.close();
  }
}

async function benchServer(house: House, config: Config, url: string): Promise<void> {
  const owner = { url, token: ownerSecret(config) ?? '' };
  const people = {
    engineer: (await makePerson(owner, 'bench-engineer', [{ role: 'ENGINEER' }])).token,
    second: (await makePerson(owner, 'bench-second', [{ role: 'ENGINEER' }])).token,
    verifier: (await makePerson(owner, 'bench-verifier', [{ role: 'VERIFIER' }])).token,
  };
  for (const size of sizes) {
    const incident = `bench-${size}`;
    await declare(house, config, incident, size);
    await benchWrites(url, people, incident, size);
  }
  await benchPlant(url, people.engineer, `bench-${sizes.at(-1)}`);
}

async function declare(house: House, config: Config, key: string, size: number): Promise<void> {
  printHead(`An incident of ${size} systems, ${size * each} dependencies`);
  const document = await readDocument('BLACKSTART', planJson(key, size, each));
  const context = { ledger: house.ledger, actor: viewerHere(house, config) };
  const [{ refusals }, milliseconds] = await timed(() => declareIncident(context, { key }, document));
  if (refusals.length > 0) throw new Error(refusals[0]?.message);
  printLine({ what: 'declared', figure: seconds(milliseconds), limit: '–' });
}

interface People {
  engineer: string;
  second: string;
  verifier: string;
}

interface Payload {
  system?: { version: number };
  results?: { system: { version: number }; userErrors: object[] }[];
  userErrors: object[];
}

const evidence = 'outcome: PASSED, evidence: [{ label: "report" }]';
const kinds = '[ISOLATION_IN_FORCE, EVIDENCE_PRESERVED, BASELINE_MATCHED]';
const object = 'system { state version blockers { kind } } userErrors { code message }';
const answer = `{ ${object} }`;
const results = `{ results ${answer} userErrors { code message } }`;

/** Gives commands one after the other, and keeps what each one took. */
class Stopwatch {
  private readonly times = new Map<string, number[]>();

  constructor(
    private readonly url: string,
    private readonly incident: string,
  ) {}

  async give(token: string, name: string, input: string, fields = answer): Promise<Payload> {
    const text = `mutation { ${name}(input: { incident: "${this.incident}", ${input} }) ${fields} }`;
    const [reply, took] = await timed(() => gql<Record<string, Payload>>(this.url, token, text));
    const payload = reply.data[name];
    const refusals = [
      ...(payload?.userErrors ?? []),
      ...(payload?.results ?? []).flatMap(({ userErrors }) => userErrors),
    ];
    if (!payload || reply.errors || refusals.length > 0) throw new Error(JSON.stringify(reply.errors ?? refusals));
    this.times.set(name, [...(this.times.get(name) ?? []), took]);
    return payload;
  }

  print(): void {
    for (const [name, took] of this.times) {
      printLine({ what: `${name} over HTTP, one at a time`, figure: spread(took), limit: '–' });
    }
  }
}

/** The first systems of a plan from OFFLINE to ONLINE, each step timed by itself. */
async function benchWrites(url: string, people: People, incident: string, size: number): Promise<void> {
  const stopwatch = new Stopwatch(url, incident);
  for (let number = 0; number < Math.min(worked, size); number++) await bring(stopwatch, people, keyOf(number));
  stopwatch.print();
}

async function bring(stopwatch: Stopwatch, { engineer, second, verifier }: People, key: string): Promise<void> {
  const system = `system: "${key}"`;
  const checks = (list: string) => `systems: ["${key}"], kinds: ${list}, ${evidence}`;
  await stopwatch.give(engineer, 'recordContainmentChecks', checks('[EVIDENCE_PRESERVED]'), results);
  await stopwatch.give(engineer, 'startRestore', system);
  await stopwatch.give(engineer, 'markSystemRestored', system);
  await stopwatch.give(engineer, 'recordValidation', `${system}, passed: true, note: "it works"`);
  const recorded = await stopwatch.give(engineer, 'recordContainmentChecks', checks(kinds), results);
  const version = recorded.results?.[0]?.system.version ?? 0;
  await stopwatch.give(verifier, 'verifyContainment', `${system}, expectedVersion: ${version}`);
  await stopwatch.give(second, 'bringSystemOnline', system);
}

const page = `progress { total online blocked ready } systems(first: 500) { totalCount nodes { id key name state tier zone
  canComeOnline overdue containment { status missingChecks } blockers { kind message }
  dependencies { satisfied strength requiredState dependsOn { key state } } } }`;

async function benchPlant(url: string, token: string, incident: string): Promise<void> {
  printHead('A plant of 500 systems with dependencies and blockers, of an incident of 10,000');
  const query = `{ plant(incident: "${incident}", id: "P1") { key ${page} } }`;
  const [first, cold] = await timed(() => gql(url, token, query));
  if (first.errors) throw new Error(JSON.stringify(first.errors));
  const bytes = JSON.stringify(first.data).length;
  const times: number[] = [];
  for (let look = 0; look < looks; look++) times.push((await timed(() => gql(url, token, query)))[1]);
  const what = `the query over HTTP, ${Math.round(bytes / 1024)} KiB of answer`;
  printLine({ what: `${what}: the first`, figure: `${cold.toFixed(1)} ms`, limit: '–' });
  printLine({ what: `${what}: again`, figure: spread(times), limit: '–' });
}
