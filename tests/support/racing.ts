import { gql } from './client';
import { type Desk, mutate, mutateEach, refuseRefusals } from './desk';
import { eventually } from './eventually';
import { makePerson } from './people';

export interface Crew {
  engineer: string;
  operator: string;
  verifier: string;
  commander: string;
}

/** One race: the system that is revoked, and the one above it that goes online; `path` leads from the one down to the other. */
export interface Round {
  revoked: string;
  rising: string;
  path: string[];
}

/** Tokens of the people that a recovery takes, known on each server: who restores neither signs nor releases. */
export async function makeCrew(servers: readonly Desk[]): Promise<Crew> {
  const token = async (handle: string, role: 'ENGINEER' | 'VERIFIER' | 'COMMANDER') =>
    (await makePerson(servers[0]!, handle, [{ role }])).token;
  const crew = {
    engineer: await token('engineer', 'ENGINEER'),
    operator: await token('operator', 'ENGINEER'),
    verifier: await token('verifier', 'VERIFIER'),
    commander: await token('commander', 'COMMANDER'),
  };
  const isKnown = async ({ url }: Desk) => !(await gql(url, crew.commander, '{ viewer { id } }')).errors;
  for (const server of servers) await eventually(async () => (await isKnown(server)) || undefined, 'the crew');
  return crew;
}

interface PlannedSystem {
  key: string;
  dependsOn?: string[];
  [field: string]: unknown;
}

/** Declares an incident whose systems need one check only; returns its UUID. */
export async function declare(desk: Desk, key: string, systems: PlannedSystem[], parts: object = {}): Promise<string> {
  const content = JSON.stringify({
    format: 'blackstart/v1',
    incident: { key, title: 'A race' },
    policy: { rules: [{ require: ['ISOLATION_IN_FORCE'] }] },
    systems: systems.map((system) => ({ name: system.key, tier: 1, zone: 'L4', ...system })),
    ...parts,
  });
  const payload = await mutate(desk, 'declareIncident', 'DeclareIncidentInput', { key, plan: { content } }, declared);
  refuseRefusals([payload]);
  return payload.incident.id;
}
const declared = '{ incident { id } userErrors { code message } }';

const told = '{ event { position } userErrors { code message } }';
const toldEach = '{ results { userErrors { code message } } userErrors { code message } }';
export const proof = [{ label: 'a look at the firewall' }];

/** Brings systems to VALIDATED with a signature: everything that they themselves need to go online. */
export async function makeReady(url: string, crew: Crew, incident: string, systems: readonly string[]): Promise<void> {
  const as = (token: string): Desk => ({ url, token });
  for (let from = 0; from < systems.length; from += 500) {
    const some = { incident, systems: systems.slice(from, from + 500) };
    const checks = { ...some, kinds: ['ISOLATION_IN_FORCE'], outcome: 'PASSED', evidence: proof };
    refuseRefusals([
      await mutate(as(crew.engineer), 'recordContainmentChecks', 'RecordContainmentChecksInput', checks, toldEach),
      await mutate(as(crew.engineer), 'markSystemsRestored', 'SystemsActionInput', some, toldEach),
    ]);
  }
  const passed = systems.map((system) => ({ incident, system, passed: true, note: 'it answers' }));
  const validated = await mutateEach(as(crew.engineer), 'recordValidation', 'RecordValidationInput', passed, told);
  refuseRefusals(validated);
  const seen = systems.map((system, n) => ({ incident, system, expectedVersion: validated[n].event.position }));
  refuseRefusals(await mutateEach(as(crew.verifier), 'verifyContainment', 'VerifyContainmentInput', seen, told));
}

/** Brings systems online, at most 500. */
export async function bringOnline(
  url: string,
  crew: Crew,
  incident: string,
  systems: readonly string[],
): Promise<void> {
  const desk = { url, token: crew.operator };
  refuseRefusals([await mutate(desk, 'bringSystemsOnline', 'SystemsActionInput', { incident, systems }, toldEach)]);
}

/**
 * Declares an incident in which every round has systems of its own: what is revoked is ONLINE, what rises could go online.
 * Every eighth round has a third system between the two.
 */
export async function prepareRounds(server: Desk, crew: Crew, key: string, count: number) {
  const rounds = Array.from({ length: count }, (_, n): Round => {
    const [revoked, between, rising] = [`base-${n}`, `between-${n}`, `top-${n}`];
    return { revoked, rising, path: n % 8 === 7 ? [rising, between, revoked] : [rising, revoked] };
  });
  const systems = rounds.flatMap(({ path }) => path.map((key, n) => ({ key, dependsOn: path.slice(n + 1, n + 2) })));
  const incident = await declare({ ...server, token: crew.commander }, key, systems);
  await makeReady(
    server.url,
    crew,
    incident,
    rounds.flatMap(({ path }) => path),
  );
  const lower = rounds.flatMap(({ path }) => path.slice(1));
  for (let from = 0; from < lower.length; from += 500) {
    await bringOnline(server.url, crew, incident, lower.slice(from, from + 500));
  }
  return { incident, rounds };
}
