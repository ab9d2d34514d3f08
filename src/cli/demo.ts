import type { Viewer } from '../access/directory';
import type { Config } from '../config';
import { type House, openHouse } from '../house';
import { declareIncident } from '../incidents/incident.commands';
import type { Journal } from '../journal';
import type { ReadDocument } from '../plans/read';
import { sampleFile } from '../plans/sample';
import { demoRequests } from './demo.requests';
import { makePeople, type DemoPerson } from './demo.people';
import { readPlanFile } from './document';
import { serveHouse } from './serve';
import { viewerHere } from './visit';

/** Declares the sample as an exercise that begins now, makes people for it, and serves. */
export async function demo(config: Config, journal: Journal): Promise<number> {
  const document = await readPlanFile(sampleFile, 'BLACKSTART');
  const house = await openHouse(config, journal);
  const prepared = await prepare(house, config, document).catch(async (error: unknown) => {
    await house.close();
    throw error;
  });
  return serveHouse(house, config, journal, (url) => tell(prepared, url));
}

interface Prepared {
  key: string;
  people: DemoPerson[];
}

async function prepare(house: House, config: Config, document: ReadDocument): Promise<Prepared> {
  const viewer = viewerHere(house, config);
  const key = await declare(house, viewer, document);
  return { key, people: await makePeople(house, viewer, key) };
}

/** Under the sample's own key, or with the next number where that is taken. */
async function declare(house: House, actor: Viewer, document: ReadDocument): Promise<string> {
  const first = document.plan?.incident?.key ?? 'demo';
  for (let number = 1; ; number++) {
    const key = number === 1 ? first : `${first}-${number}`;
    if (await house.keeper.find(key)) continue;
    const input = { key, mode: 'EXERCISE', declaredAt: house.directory.now() } as const;
    const { refusals } = await declareIncident({ ledger: house.ledger, actor }, input, document);
    if (refusals.length === 0) return key;
    const [refusal] = refusals;
    if (refusal?.code !== 'ALREADY_EXISTS') throw new Error(`The sample was refused: ${refusal?.message}`);
  }
}

function tell({ key, people }: Prepared, url: string): void {
  const lines = [
    '',
    `The exercise ${key} is declared. Its people and their tokens:`,
    ...people.map(({ handle, does, secret }) => `  ${handle.padEnd(26)} ${does.padEnd(44)} ${secret}`),
    '',
    'Three requests to try:',
    ...demoRequests(url, key, people),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
