import { strict as assert } from 'node:assert';
import type { ReadName } from './requests';

/** The shapes in which the servers say the same: lists as they are or with nodes, a containment as an object or beside. */
interface Answer {
  data: { plant?: PlantSaid; system?: SystemSaid; systems?: PageSaid; incident?: { systems: PageSaid } };
  errors?: unknown;
}

interface PlantSaid {
  key: string;
  name: string;
  systems: ListSaid<SystemSaid>;
}

interface PageSaid {
  totalCount: number;
  hasNextPage?: boolean;
  pageInfo?: { hasNextPage: boolean };
  edges: { cursor: unknown; node: SystemSaid }[];
}

type ListSaid<T> = T[] | { nodes: T[] };

interface SystemSaid extends Keyed {
  id: string;
  name: string;
  tier: number;
  zone: string;
  containment?: { status: string; checks?: CheckSaid[] };
  containmentStatus?: string;
  checks?: CheckSaid[];
  dependencies?: EdgeSaid[];
  dependents?: ListSaid<EdgeSaid>;
  milestones?: (Keyed | { milestone: Keyed })[];
}

interface Keyed {
  key: string;
  state?: string;
}

interface CheckSaid {
  kind: string;
  outcome: string;
}

interface EdgeSaid {
  strength: string;
  requiredState?: string;
  dependsOn?: Keyed;
  system?: Keyed;
}

/** What an answer says, whatever the shape in which a server says it: two answers hold the same facts when these are equal. */
function factsOf(name: ReadName, text: string): unknown {
  const { data, errors } = JSON.parse(text) as Answer;
  assert.equal(errors, undefined, text.slice(0, 1000));
  if (name === 'W2') return data.system && systemFacts(data.system);
  if (name === 'W3') return pageFacts(data.systems ?? data.incident?.systems);
  return data.plant && { ...data.plant, systems: byKey(listed(data.plant.systems).map(systemFacts)) };
}

function pageFacts(page: PageSaid | undefined): unknown {
  const nodes = page?.edges.map(({ cursor, node }) => ({
    hasCursor: typeof cursor === 'string',
    ...systemFacts(node),
  }));
  return page && { totalCount: page.totalCount, hasNextPage: page.pageInfo?.hasNextPage ?? page.hasNextPage, nodes };
}

function systemFacts(system: SystemSaid): Keyed {
  const { id, key, name, state, tier, zone, containment, containmentStatus, dependencies, dependents, milestones } =
    system;
  const checks = containment?.checks ?? system.checks;
  const own = { id, key, name, state, tier, zone, status: containment?.status ?? containmentStatus };
  const lists = {
    checks: checks && byKey(checks.map(({ kind, outcome }) => ({ key: kind, outcome }))),
    dependencies: dependencies && byKey(dependencies.map(edgeFacts)),
    dependents: dependents && byKey(listed(dependents).map(edgeFacts)),
    milestones: milestones && byKey(milestones.map((one) => ('milestone' in one ? one.milestone : one))),
  };
  return { ...own, ...lists };
}

function edgeFacts({ strength, requiredState, dependsOn, system }: EdgeSaid): Keyed {
  return { key: '', ...dependsOn, ...system, ...{ strength, requiredState } };
}

function listed<T>(list: ListSaid<T>): T[] {
  return Array.isArray(list) ? list : list.nodes;
}

function byKey<T extends { key: string }>(list: T[]): T[] {
  return [...list].sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** Throws, with the first difference, where an answer does not hold the facts of another one. */
export function demandSameFacts(what: string, name: ReadName, expected: string, found: string): void {
  const facts = factsOf(name, expected);
  assert.ok(facts, expected.slice(0, 1000));
  assert.deepEqual(factsOf(name, found), facts, `${what} does not answer ${name} with the same facts`);
}
