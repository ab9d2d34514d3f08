import { createPrincipal } from '../src/access/access.commands';
import type { Viewer } from '../src/access/directory';
import type { Config } from '../src/config';
import { revokeContainment, verifyContainment } from '../src/containment/containment.commands';
import { viewerHere } from '../src/cli/visit';
import { type House, openHouse } from '../src/house';
import { declareIncident } from '../src/incidents/incident.commands';
import { openJournal } from '../src/journal';
import type { CommandContext } from '../src/log/ledger';
import { readDocument } from '../src/plans/read';
import { markSystemsRestored } from '../src/systems/restore.commands';
import { type Tower, towerOf } from '../tests/support/albion.tower';
import { printHead, printLine, seconds } from './table';

const incident = 'bench-cascade';
const [depth, width] = [50, 20];
const atOnce = 500;

/** How long a revocation takes with which 1,000 signed dependents, 50 deep, lose their signature. */
export async function benchCascade(config: Config): Promise<void> {
  printHead('A tower of systems of which the ground is revoked');
  const house = await openHouse(config, openJournal(config));
  try {
    const milliseconds = await revokeTower(house, config);
    const what = `revokeContainment with cascade, ${depth * width} dependents, ${depth} deep`;
    printLine({ what, figure: seconds(milliseconds), limit: '2 s' });
  } finally {
    await house.close();
  }
}

async function revokeTower(house: House, config: Config): Promise<number> {
  const owner = viewerHere(house, config);
  const context: CommandContext = { ledger: house.ledger, actor: owner };
  const tower = towerOf(depth, width);
  await declareTower(context, tower);
  await signAll(context, await makeVerifier(house, owner), tower);
  const started = performance.now();
  const input = { incident, system: 'ground', reason: 'benchmark', cascade: true, expectedCount: tower.systems.length };
  const { refusals, events } = await revokeContainment(context, input);
  const took = performance.now() - started;
  if (events.length !== tower.systems.length) throw new Error(refusals[0]?.message ?? 'not everything was revoked');
  return took;
}

async function makeVerifier(house: House, owner: Viewer): Promise<CommandContext> {
  const named = { handle: 'bench-signs', name: 'Signs' };
  await createPrincipal(house.context(owner), { ...named, grants: [{ role: 'VERIFIER' }] });
  const verifier = house.directory.byHandle(named.handle);
  if (!verifier) throw new Error('there is no verifier');
  return { ledger: house.ledger, actor: verifier };
}

async function declareTower(context: CommandContext, { systems }: Tower): Promise<void> {
  const document = {
    ...{ format: 'blackstart/v1', incident: { key: incident, title: 'Benchmark', mode: 'EXERCISE' } },
    policy: { rules: [], separationOfDuties: false },
    systems: systems.map((system) => ({ ...system, name: system.key, tier: 1, zone: 'L4' })),
  };
  const read = await readDocument('BLACKSTART', JSON.stringify(document));
  const { refusals } = await declareIncident(context, { key: incident }, read);
  if (refusals.length > 0) throw new Error(refusals[0]?.message);
}

async function signAll(context: CommandContext, signing: CommandContext, { systems }: Tower): Promise<void> {
  for (let from = 0; from < systems.length; from += atOnce) {
    const some = systems.slice(from, from + atOnce).map(({ key }) => key);
    const { results } = await markSystemsRestored(context, { incident, systems: some });
    for (const { requested, events } of results) {
      const expectedVersion = events[0]?.position ?? 0;
      const { refusals } = await verifyContainment(signing, { incident, system: requested, expectedVersion });
      if (refusals.length > 0) throw new Error(refusals[0]?.message);
    }
  }
}
