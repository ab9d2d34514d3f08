import type { Request } from '../load/wire';
import type { ServerName } from './options';
import type { Move, World } from './world';

/** The reads of the comparison; each asks every server for the same facts. */
export type ReadName = 'W1' | 'W2' | 'W3';

/** Reads that are asked of Blackstart alone: its own order, and pages that no index serves. */
export type OwnReadName = ReadName | 'W1-RESTORE' | 'NAME' | 'SEARCH' | 'READY' | 'RESTORE';

export const states = ['RESTORING', 'RESTORED'];

const of = 'id key name state tier zone';

const pageOf = (filter: string, order: string) => `query ($incident: ID!) { incident(id: $incident) {
    systems(${filter} orderBy: ${order}, first: 50) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ${of} containment { status } } } } } }`;

const product: Record<OwnReadName, string> = {
  NAME: pageOf('', 'NAME'),
  SEARCH: pageOf('filter: { search: "system 77" },', 'TIER'),
  READY: pageOf('filter: { ready: true },', 'TIER'),
  RESTORE: pageOf('', 'RESTORE_ORDER'),
  W1: `query ($incident: ID!, $plant: ID!) { plant(incident: $incident, id: $plant) { key name
    systems(first: 500, orderBy: NAME) { nodes { ${of} containment { status checks { kind outcome } }
      dependencies { strength requiredState dependsOn { key state } } } } } }`,
  'W1-RESTORE': `query ($incident: ID!, $plant: ID!) { plant(incident: $incident, id: $plant) { key name
    systems(first: 500) { nodes { ${of} containment { status checks { kind outcome } }
      dependencies { strength requiredState dependsOn { key state } } } } } }`,
  W2: `query ($incident: ID!, $system: ID!) { system(incident: $incident, id: $system) { ${of} version
    dependencies { strength requiredState dependsOn { key state } }
    dependents { nodes { strength system { key state } } } milestones { key name gate achievedAt } } }`,
  W3: `query ($incident: ID!, $plant: ID!, $states: [SystemState!], $after: String) { incident(id: $incident) {
    systems(filter: { plant: $plant, states: $states }, orderBy: TIER, first: 50, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ${of} containment { status } } } } } }`,
};

const postgraphile = {
  W1: `query ($plant: UUID!) { plant: plantByRowId(rowId: $plant) { key name systems: systemsList(orderBy: NAME_ASC) {
    id: rowId key name state tier zone containmentStatus checks: checksList { kind outcome }
    dependencies: dependenciesList { strength requiredState dependsOn { key state } } } } }`,
  W2: `query ($system: UUID!) { system: systemByRowId(rowId: $system) { id: rowId key name state tier zone version
    dependencies: dependenciesList { strength requiredState dependsOn { key state } }
    dependents: dependentsList { strength system { key state } }
    milestones: milestoneSystemsList { milestone { key name gate achievedAt } } } }`,
  W3: `query ($plant: UUID!, $states: [String!], $after: Cursor) {
    systems: allSystems(condition: { plantId: $plant, anyState: $states }, first: 50, after: $after,
      orderBy: [TIER_ASC, KEY_ASC]) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id: rowId key name state tier zone containmentStatus } } } }`,
  change: `mutation ($id: UUID!, $from: String!, $to: String!) {
    changeState(input: { systemId: $id, fromState: $from, toState: $to }) { system: result { key state version } } }`,
};

const resolved = {
  W1: `query ($plant: ID!) { plant(id: $plant) { key name systems { ${of} containmentStatus checks { kind outcome }
    dependencies { strength requiredState dependsOn { key state } } } } }`,
  W2: `query ($system: ID!) { system(id: $system) { ${of} version
    dependencies { strength requiredState dependsOn { key state } } dependents { strength system { key state } }
    milestones { key name gate achievedAt } } }`,
  W3: `query ($plant: ID!, $states: [String!]!, $after: String) {
    systems(plant: $plant, states: $states, first: 50, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor node { ${of} containmentStatus } } } }`,
  change: `mutation ($id: ID!, $from: String!, $to: String!) { changeState(id: $id, from: $from, to: $to) { key state version } }`,
};

const documents = { postgraphile, mercurius: resolved, usual: resolved };

const inputs = {
  startRestore: 'SystemActionInput',
  markSystemRestored: 'MarkSystemRestoredInput',
  takeSystemOffline: 'SystemReasonInput',
};

/** One GraphQL request; with a token where the server asks for one. */
export function graphql(query: string, variables: object, token?: string): Request {
  return {
    method: 'POST',
    path: '/graphql',
    ...(token !== undefined && { token }),
    body: JSON.stringify({ query, variables }),
  };
}

/** How a server is asked for a read; `after` is where the page of W3 begins. */
export function readRequest(
  server: ServerName,
  name: OwnReadName,
  world: World,
  token: string,
  after: string | null,
): Request {
  const { plant, system, incident } = world;
  if (server === 'blackstart') {
    const variables = { incident, plant: plant.key, system: system.key, ...(name === 'W3' && { states, after }) };
    return graphql(product[name], variables, token);
  }
  if (name !== 'W1' && name !== 'W2' && name !== 'W3') throw new Error(`${server} is not asked ${name}`);
  if (server === 'bytes') return { method: 'GET', path: `/${name}` };
  if (server === 'statement')
    return { method: 'POST', path: `/${name}`, body: JSON.stringify(valuesOf(name, world, after)) };
  return graphql(documents[server][name], { plant: plant.id, system: system.id, states, after });
}

function valuesOf(name: 'W1' | 'W2' | 'W3', { plant, system }: World, after: string | null): unknown[] {
  if (name === 'W1') return [plant.id];
  if (name === 'W2') return [system.id];
  const [tier = '-1', key = ''] = after?.split(' ') ?? [];
  return [plant.id, states, Number(tier), key];
}

/** How a server is asked for a change of a state. */
export function moveRequest(server: ServerName, { system, step }: Move, { incident }: World, token: string): Request {
  const { command, from, to } = step;
  if (server === 'blackstart') {
    const query = `mutation ($input: ${inputs[command]}!) { ${command}(input: $input) {
      system { key state version } userErrors { code message } } }`;
    const input = { incident, system: system.key, ...(command === 'takeSystemOffline' && { reason: 'again' }) };
    return graphql(query, { input }, token);
  }
  if (server === 'statement') return { method: 'POST', path: '/W4', body: JSON.stringify([system.id, from, to]) };
  if (server === 'bytes') throw new Error('bytes are not written');
  return graphql(documents[server].change, { id: system.id, from, to });
}

const dashboard = {
  blackstart: `subscription ($incident: ID!, $plant: ID!, $after: Int) {
    systemChanged(incident: $incident, filter: { plant: $plant }, after: $after) { position event { type }
      system { id key name state tier version containment { status } } } }`,
  postgraphile: `subscription ($plant: String!) { systemChanged(plant: $plant) { position event { type }
    system { id key name state tier version containment { status } } } }`,
  resolved: `subscription ($plant: ID!) { systemChanged(plant: $plant) { position event { type }
    system { id key name state tier version containmentStatus } } }`,
};

/** What the dashboard of a plant subscribes to; `after` only where a server can go on from where it was left. */
export function dashboardOf(server: ServerName, { incident, plant }: World, after: number | null = null) {
  if (server === 'blackstart') return { query: dashboard.blackstart, variables: { incident, plant: plant.key, after } };
  const query = server === 'postgraphile' ? dashboard.postgraphile : dashboard.resolved;
  return { query, variables: { plant: plant.id } };
}

const batches = { startRestore: 'startRestores', markSystemRestored: 'markSystemsRestored' };

/** How a server is asked to bring many systems a step on at once: a burst of events. */
export function burstRequest(
  server: ServerName,
  systems: World['movable'],
  { command, from, to }: Move['step'],
  incident: string,
  token: string,
): Request {
  if (server === 'blackstart') {
    if (command === 'takeSystemOffline') throw new Error('systems are taken offline one by one');
    const query = `mutation ($input: SystemsActionInput!) { ${batches[command]}(input: $input) {
      results { system { key state } userErrors { code } } userErrors { code message } } }`;
    return graphql(query, { input: { incident, systems: systems.map(({ key }) => key) } }, token);
  }
  const ids = systems.map(({ id }) => id);
  if (server === 'postgraphile') {
    const query = `mutation ($ids: [UUID!]!, $from: String!, $to: String!) {
      changeStates(input: { systemIds: $ids, fromState: $from, toState: $to }) { results: result { key state } } }`;
    return graphql(query, { ids, from, to });
  }
  const query = `mutation ($ids: [ID!]!, $from: String!, $to: String!) {
    changeStates(ids: $ids, from: $from, to: $to) { key state } }`;
  return graphql(query, { ids, from, to });
}
