import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ownerSecret } from '../src/access/owner';
import { viewerHere } from '../src/cli/visit';
import type { Config } from '../src/config';
import { openHouse } from '../src/house';
import { declareIncident } from '../src/incidents/incident.commands';
import { openJournal } from '../src/journal';
import { readDocument } from '../src/plans/read';
import { gql } from '../tests/support/client';
import { planJson } from './plans';
import { printHead, printLine, spread, timed } from './table';

const incident = 'bench-limits';
const systems = 2000;
const clients = 20;
const looks = 200;

/** What is refused before it is executed, sent by twenty clients at once, and ordinary requests beside them. */
export async function benchLimits(config: Config): Promise<void> {
  const house = await openHouse(config, openJournal(config));
  try {
    const document = await readDocument('BLACKSTART', planJson(incident, systems, 3));
    const context = { ledger: house.ledger, actor: viewerHere(house, config) };
    const { refusals } = await declareIncident(context, { key: incident }, document);
    if (refusals.length > 0) throw new Error(refusals[0]?.message);
  } finally {
    await house.close();
  }
  const server = await serveApart(config);
  await benchAgainst(server.url, ownerSecret(config) ?? '').finally(() => server.stop());
}

/** A server in a process of its own: the clients here would wait for themselves otherwise. */
async function serveApart({ dataDir }: Config): Promise<{ url: string; stop(): Promise<unknown> }> {
  const env = { BLACKSTART_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error', BLACKSTART_RATE_PRINCIPAL: '1000000' };
  const main = join(__dirname, '..', 'src', 'main.js');
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((found, fail) => {
    child.once('exit', () => fail(new Error('the server ended before it was ready')));
    child.stdout.on('data', (text: Buffer) => {
      const said = /ready at (\S+)/.exec(text.toString())?.[1];
      if (said !== undefined) found(said);
    });
  });
  const stop = () => {
    child.kill('SIGTERM');
    return once(child, 'exit');
  };
  return { url, stop };
}

async function benchAgainst(url: string, token: string): Promise<void> {
  printHead(`25 expensive queries from each of ${clients} clients at once, an incident of ${systems} systems`);
  const ordinary = {
    'the viewer': '{ viewer { id handle } }',
    'a page of 50 systems': inside('systems(first: 50) { nodes { id key state blockers { kind message } } }'),
  };
  const ask = async (query: string) => {
    const [answer, took] = await timed(() => gql(url, token, query));
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return took;
  };
  for (const [what, query] of Object.entries(ordinary)) {
    await repeat(looks, () => ask(query)); // warm
    const alone = await repeat(looks, () => ask(query));
    printLine({ what: `${what}, nothing beside it`, figure: spread(alone, 99), limit: '–' });
    let left = clients;
    const attack = Array.from({ length: clients }, () => refused(url, token).finally(() => left--));
    const beside: number[] = [];
    while (left > 0) beside.push(await ask(query));
    const refusals = (await Promise.all(attack)).flat();
    printLine({ what: `${refusals.length} refusals`, figure: spread(refusals, 99), limit: 'p99 50 ms' });
    printLine({
      what: `${what}, beside them (${beside.length})`,
      figure: spread(beside, 99),
      limit: 'twice its usual',
    });
  }
}

async function repeat(count: number, work: () => Promise<number>): Promise<number[]> {
  const found: number[] = [];
  for (let n = 0; n < count; n++) found.push(await work());
  return found;
}

async function refused(url: string, token: string): Promise<number[]> {
  const found: number[] = [];
  for (const query of expensive) {
    const [answer, took] = await timed(() => gql(url, token, query));
    if (answer.errors?.[0]?.extensions?.code !== 'LIMIT_EXCEEDED')
      throw new Error(`not refused: ${query.slice(0, 99)}`);
    found.push(took);
  }
  return found;
}

function inside(selection: string): string {
  return `{ incident(id: "${incident}") { ${selection} } }`;
}

const many = (count: number, part: string) => Array.from({ length: count }, (_, n) => `a${n}: ${part}`).join(' ');
const nested = (field: string, levels: number) => `${`${field} { nodes { `.repeat(levels)} key ${'} }'.repeat(levels)}`;
const waits = 'blockers { kind message system { blockers { kind message } } }';

const expensive = [1, 2, 3, 4, 5].flatMap((n) => [
  inside(`systems(first: 500) { nodes { ${nested('blastRadius(first: 500)', n + 1)} } }`),
  inside(many(25, `systems(first: ${495 + n}) { nodes { blastRadius(first: 100) { nodes { key } } } }`)),
  inside(many(25, `systems(first: ${495 + n}) { nodes { ${waits} } }`)),
  inside('__typename '.repeat(200 + n)),
  inside(many(30 + n, 'systems(first: 1) { nodes { key } }')),
]);
