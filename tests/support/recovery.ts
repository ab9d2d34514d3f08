import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gql } from './client';

export const albionYaml = readFileSync(resolve(__dirname, '../../src/plans/samples/albion-motors.yaml'), 'utf8');

export const blockerFields = `kind message missingChecks overridable
  system { key } cause { key } milestone { key } hold { id reason } team { key }`;
const systemFields = `key state version serviceLevel canComeOnline containment { status missingChecks verifiedBy { handle } }
  incident { position } blockers { ${blockerFields} }`;
const eventFields = 'position type actor { handle } system { key } milestone { key }';
const errorFields = `code message field cycle blockers { ${blockerFields} }`;

/** The mutations that recoveries are made of: their input types, and what their payloads hold. */
const mutations = {
  declareIncident: ['DeclareIncidentInput', 'incident { id key position }'],
  startRestore: ['SystemActionInput', `system { ${systemFields} }`],
  markSystemRestored: ['MarkSystemRestoredInput', `system { ${systemFields} }`],
  recordValidation: ['RecordValidationInput', `system { ${systemFields} }`],
  bringSystemOnline: ['SystemActionInput', `system { ${systemFields} }`],
  takeSystemOffline: ['SystemReasonInput', `system { ${systemFields} }`],
  recordContainmentCheck: ['RecordContainmentCheckInput', `system { ${systemFields} }`],
  verifyContainment: ['VerifyContainmentInput', `system { ${systemFields} }`],
  revokeContainment: ['RevokeContainmentInput', `system { ${systemFields} }`],
  waiveContainmentCheck: ['WaiveContainmentCheckInput', `system { ${systemFields} }`],
  updateSystem: ['UpdateSystemInput', `system { ${systemFields} }`],
  addDependency: ['AddDependencyInput', 'dependency { id } system { key }'],
  removeDependency: ['RemoveDependencyInput', 'dependency { id } system { key }'],
  placeHold: ['PlaceHoldInput', 'hold { id reason }'],
  releaseHold: ['ReleaseHoldInput', 'hold { id reason }'],
  achieveMilestone: ['MilestoneActionInput', 'milestone { key status }'],
  reopenMilestone: ['MilestoneActionInput', 'milestone { key status }'],
} as const;
export type MutationName = keyof typeof mutations;

const checksMutation = `mutation ($input: RecordContainmentChecksInput!) { recordContainmentChecks(input: $input) {
  results { system { ${systemFields} } events { ${eventFields} } userErrors { ${errorFields} } } userErrors { ${errorFields} } } }`;

/** Gives one command over HTTP and answers its payload; a GraphQL error fails the test. */
export async function command(url: string, token: string, name: MutationName, input: object): Promise<any> {
  const [type, object] = mutations[name];
  const answer = await gql(
    url,
    token,
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${object} event { ${eventFields} } events { ${eventFields} } userErrors { ${errorFields} } } }`,
    { input },
  );
  if (answer.errors) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`);
  return answer.data[name];
}

/** Records several checks of one system; answers what became of that system. */
export async function recordChecks(url: string, token: string, input: object): Promise<any> {
  const answer = await gql(url, token, checksMutation, { input });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.recordContainmentChecks.results[0];
}

/** One system as a viewer sees it. */
export async function lookAt(url: string, token: string, incident: string, system: string): Promise<any> {
  const query = `query ($incident: ID!, $system: ID!) { system(incident: $incident, id: $system) { ${systemFields} } }`;
  const answer = await gql(url, token, query, { incident, system });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.system;
}

/** What an incident's plan says of its systems, as the API tells it. */
export interface PlannedSystem {
  key: string;
  dependencies: { dependsOn: { key: string }; strength: string; requiredState: string }[];
  after: { key: string }[];
  containment: { missingChecks: string[] };
}

/** All systems of an incident in the API's restore order. */
export async function plannedSystems(url: string, token: string, incident: string): Promise<PlannedSystem[]> {
  const query = `query ($incident: ID!) { incident(id: $incident) { systems(first: 500) { totalCount nodes { key
    dependencies { dependsOn { key } strength requiredState } after { key } containment { missingChecks } } } } }`;
  const answer = await gql(url, token, query, { incident });
  return answer.data.incident.systems.nodes;
}
