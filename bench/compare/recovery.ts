import { recordContainmentChecks } from '../../src/containment/containment.commands';
import type { CheckKind } from '../../src/domain/words';
import { declareIncident } from '../../src/incidents/incident.commands';
import type { CommandContext } from '../../src/log/ledger';
import { readDocument } from '../../src/plans/read';
import { markSystemsRestored, startRestores } from '../../src/systems/restore.commands';
import { dice, edgesOf, keyOf } from '../plans';

const each = 3;
const milestonesOfPlant = 10;
const atOnce = 500;

/** What a plan has beside its systems, so that each answer has something in all of its lists. */
const required: CheckKind[] = ['ISOLATION_IN_FORCE', 'EVIDENCE_PRESERVED', 'BASELINE_MATCHED'];

/** The shape of an incident: what it is called, how many systems and plants it has, which plants are on their way. */
export interface Shape {
  key: string;
  systems: number;
  plants: number;
  /** Left out: all of them. */
  begun?: readonly number[];
}

/** The plan of an incident of the comparison: three dependencies and two milestones a system. */
function planOf({ key, systems, plants: count }: Shape): string {
  const plants = Array.from({ length: count }, (_, n) => `P${n}`);
  return JSON.stringify({
    format: 'blackstart/v1',
    incident: { key, title: 'Benchmark', mode: 'EXERCISE' },
    policy: { rules: [{ require: required }] },
    teams: Array.from({ length: 10 }, (_, n) => ({ key: `team-${n}`, name: `Team ${n}`, capacity: 3 })),
    plants: plants.map((plant) => ({ key: plant, name: `Plant ${plant}` })),
    systems: edgesOf(systems, each).map((awaited, system) => systemOf(system, awaited, count)),
    milestones: milestonesOf(systems, count),
  });
}

function systemOf(system: number, awaited: number[], plants: number): object {
  return {
    ...{ key: keyOf(system), name: `System ${system} of the recovery`, tier: system % 7, zone: 'L4' },
    ...{ plant: `P${system % plants}`, team: `team-${system % 10}`, rto: `${24 + (system % 300)}h` },
    estimate: ['2h', '4h', '9h'],
    dependsOn: awaited.map(keyOf),
  };
}

function milestonesOf(systems: number, plants: number): object[] {
  const members = new Map<string, string[]>();
  for (let system = 0; system < systems; system++) {
    for (const n of [0, 1]) {
      const key = `P${system % plants}-M${(Math.floor(system / plants) + n * 3) % milestonesOfPlant}`;
      const list = members.get(key) ?? [];
      members.set(key, list);
      list.push(keyOf(system));
    }
  }
  return [...members].map(([key, list]) => ({
    ...{ key, name: `Milestone ${key}`, plant: key.split('-')[0], due: '20d', systems: list },
  }));
}

/** Those of a plant that a run may move about, by their place in it: the others stay as they were made. */
export const isMovable = (place: number): boolean => place % 2 === 1;

/** Declares an incident and brings part of it on its way: evidence everywhere, and of those that stay a mix of states. */
export async function declareRecovery(context: CommandContext, shape: Shape): Promise<void> {
  const { key: incident, systems, plants, begun } = shape;
  const document = await readDocument('BLACKSTART', planOf(shape));
  const { refusals } = await declareIncident(context, { key: incident }, document);
  if (refusals[0]) throw new Error(refusals[0].message);
  const roll = dice(23);
  const every = Array.from({ length: systems }, (_, system) => system);
  const all = every.filter((system) => begun?.includes(system % plants) ?? true);
  const staying = all
    .filter((system) => !isMovable(Math.floor(system / plants)))
    .map((system) => ({ system, state: roll(3) }));
  const evidence = [{ label: 'report 17' }];
  const proof = { incident, outcome: 'PASSED' as const, evidence };
  await inParts(all.map(keyOf), (part) =>
    recordContainmentChecks(context, { ...proof, systems: part, kinds: ['EVIDENCE_PRESERVED'] }),
  );
  const keys = (state: number) => staying.filter((one) => one.state === state).map(({ system }) => keyOf(system));
  await inParts(keys(1), (part) => startRestores(context, { incident, systems: part }));
  await inParts(keys(2), (part) => markSystemsRestored(context, { incident, systems: part }));
  await inParts(keys(2), (part) =>
    recordContainmentChecks(context, { ...proof, systems: part, kinds: ['ISOLATION_IN_FORCE'] }),
  );
}

type Batch = (part: string[]) => Promise<{ refusals: readonly { message: string }[]; results: readonly Item[] }>;
interface Item {
  refusals: readonly { message: string }[];
}

async function inParts(keys: readonly string[], work: Batch): Promise<void> {
  for (let from = 0; from < keys.length; from += atOnce) {
    const { refusals, results } = await work(keys.slice(from, from + atOnce));
    const refusal = [...refusals, ...results.flatMap((result) => result.refusals)][0];
    if (refusal) throw new Error(refusal.message);
  }
}
