import { mutateEach } from './desk';
import { gql } from './client';
import { albionYaml } from './recovery';

/** What the sample is rehearsed with: the same plan under another key, so that nothing of it looks LIVE. */
export const rehearsalKey = 'albion-rehearsal';

/** The tokens of who does what; two people suffice for all of it. */
export interface Cast {
  restores: string;
  operates: string;
  verifies: string;
  asks: string;
  /** Who approve an override, as many as the policy wants. */
  approve: string[];
  commands: string;
}

const eventFields = 'position type mode actor { handle } system { key } line { key } milestone { key }';
const blockerFields = 'kind overridable system { key } milestone { key } line { key } hold { id } override { id }';
const errorFields = `userErrors { code message field blockers { ${blockerFields} } }`;
const answerFields = `event { ${eventFields} } events { ${eventFields} } ${errorFields}`;
const systemFields = `system { key state version containment { status missingChecks } blockers { ${blockerFields} } }`;

const inputs: Record<string, [type: string, object: string]> = {
  addDependency: ['AddDependencyInput', 'dependency { id }'],
  addNote: ['AddNoteInput', 'note { id text }'],
  applyPlan: ['ApplyPlanInput', 'diff { added }'],
  bringSystemOnline: ['SystemActionInput', systemFields],
  closeIncident: ['CloseIncidentInput', 'incident { status position closedAt }'],
  markSystemRestored: ['MarkSystemRestoredInput', systemFields],
  recordContainmentCheck: ['RecordContainmentCheckInput', systemFields],
  recordValidation: ['RecordValidationInput', systemFields],
  reinstateSystem: ['SystemReasonInput', systemFields],
  releaseHold: ['ReleaseHoldInput', 'hold { id }'],
  removeDependency: ['RemoveDependencyInput', 'dependency { id }'],
  reopenIncident: ['ReopenIncidentInput', 'incident { status closedAt }'],
  requestOverride: ['RequestOverrideInput', 'override { id status expiresAt approvals { by { handle } } }'],
  retireSystem: ['RetireSystemInput', systemFields],
  revokeContainment: ['RevokeContainmentInput', systemFields],
  startRestore: ['SystemActionInput', systemFields],
  takeSystemOffline: ['SystemReasonInput', systemFields],
  updateSystem: ['UpdateSystemInput', systemFields],
  verifyContainment: ['VerifyContainmentInput', systemFields],
  waiveContainmentCheck: ['WaiveContainmentCheckInput', systemFields],
  placeHold: ['PlaceHoldInput', 'hold { id }'],
  ...both(
    ['approveOverride', 'rejectOverride'],
    'OverrideActionInput',
    'override { id status expiresAt approvals { by { handle } } }',
  ),
  ...both(['markLineRunning', 'markLineStopped'], 'LineActionInput', 'line { key status running }'),
  ...both(['achieveMilestone', 'reopenMilestone'], 'MilestoneActionInput', 'milestone { key status }'),
};
const batches: Record<string, string> = {
  ...{ startRestores: 'SystemsActionInput', markSystemsRestored: 'SystemsActionInput' },
  ...{ bringSystemsOnline: 'SystemsActionInput', recordContainmentChecks: 'RecordContainmentChecksInput' },
};

/** Every mutation that changes a recovery, by name. */
export const recoveryMutations = [...Object.keys(inputs), ...Object.keys(batches)].sort();

function both(names: string[], type: string, object: string): Record<string, [string, string]> {
  return Object.fromEntries(names.map((name) => [name, [type, object]]));
}

export const evidence = [{ label: 'report of the tool', tool: 'scanner 4.2', sha256: 'ab'.repeat(32) }];

/** The sample plan as a rehearsal, with another policy where one is given. */
export function rehearsal(policy: Readonly<Record<string, string>> = {}): string {
  let text = albionYaml.replace('key: albion-2025', `key: ${rehearsalKey}`).replace('mode: LIVE', 'mode: EXERCISE');
  for (const [name, value] of Object.entries(policy)) {
    text = text.replace(new RegExp(`^  ${name}: .*$`, 'm'), `  ${name}: ${value}`);
  }
  return text;
}

/** One incident at work over HTTP; whatever it is told to do, it does in as few requests as the API allows. */
export class Works {
  constructor(
    private readonly url: string,
    readonly incident: string,
    private readonly watches: string,
  ) {}

  /** The fields of the incident as its watcher sees them. */
  async ask(fields: string): Promise<any> {
    const answer = await gql(this.url, this.watches, `{ incident(id: "${this.incident}") { ${fields} } }`);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data.incident;
  }

  async system(key: string, fields: string): Promise<any> {
    return (await this.ask(`system(id: "${key}") { ${fields} }`)).system;
  }

  /** The payload of one mutation, refused or not. */
  async give(token: string, name: string, input: object = {}): Promise<any> {
    const [payload] = await this.giveEach(token, name, [input]);
    return payload;
  }

  giveEach(token: string, name: string, given: readonly object[]): Promise<any[]> {
    const desk = { url: this.url, token };
    const each = given.map((input) => ({ incident: this.incident, ...input }));
    const batch = batches[name];
    if (batch) {
      return mutateEach(
        desk,
        name,
        batch,
        each,
        `{ results { requested ${systemFields} ${answerFields} } ${errorFields} }`,
      );
    }
    const [type, object] = inputs[name] ?? [];
    if (!type) throw new Error(`no mutation ${name}`);
    // a document has so many tokens at most: of many at once only what went wrong is asked
    const selection =
      each.length > 1 ? '{ event { position } userErrors { code message } }' : `{ ${object} ${answerFields} }`;
    return mutateEach(desk, name, type, each, selection);
  }

  /** The same, which must be done. */
  async done(token: string, name: string, input: object = {}): Promise<any> {
    const [payload] = await this.doneEach(token, name, [input]);
    return payload;
  }

  async doneEach(token: string, name: string, given: readonly object[]): Promise<any[]> {
    const payloads = await this.giveEach(token, name, given);
    const errors = payloads.flatMap(({ userErrors, results = [] }) => [
      ...userErrors,
      ...results.flatMap((result: any) => result.userErrors),
    ]);
    expect({ name, errors: errors.slice(0, 3) }).toEqual({ name, errors: [] });
    return payloads;
  }

  /** A mutation that is refused with one error of this code; answers the error. */
  async refused(code: string, token: string, name: string, input: object = {}): Promise<any> {
    const payload = await this.give(token, name, input);
    const { userErrors, event = null, events = [] } = payload;
    expect({ name, input, codes: userErrors.map((error: any) => error.code) }).toEqual({ name, input, codes: [code] });
    expect([event, events]).toEqual([null, []]);
    return userErrors[0];
  }

  /** Records as passed whatever each of these systems misses, the same kinds together. */
  async passChecks(token: string, keys: readonly string[], choose?: (kind: string) => boolean): Promise<void> {
    const groups = new Map<string, string[]>();
    for (const { key, missing } of await this.missing(keys)) {
      const kinds = choose ? missing.filter(choose) : missing;
      if (kinds.length > 0) groups.set(kinds.join(' '), [...(groups.get(kinds.join(' ')) ?? []), key]);
    }
    const each = [...groups].map(([kinds, systems]) => ({
      systems,
      kinds: kinds.split(' '),
      outcome: 'PASSED',
      evidence,
    }));
    await this.doneEach(token, 'recordContainmentChecks', each);
  }

  private async missing(keys: readonly string[]): Promise<{ key: string; missing: string[] }[]> {
    const { systems } = await this.ask('systems(first: 500) { nodes { key containment { missingChecks } } }');
    return systems.nodes
      .filter(({ key }: any) => keys.includes(key))
      .map(({ key, containment }: any) => ({ key, missing: containment.missingChecks }));
  }

  /** From OFFLINE to VALIDATED with a signature. */
  async prepare(cast: Cast, keys: readonly string[]): Promise<void> {
    const systems = [...keys];
    await this.passChecks(cast.restores, keys, (kind) => kind === 'EVIDENCE_PRESERVED');
    await this.done(cast.restores, 'startRestores', { systems });
    await this.done(cast.restores, 'markSystemsRestored', { systems });
    const passed = systems.map((system) => ({ system, passed: true, evidence }));
    await this.doneEach(cast.operates, 'recordValidation', passed);
    await this.sign(cast, keys);
  }

  /** Passes what is missing, and has it signed. */
  async sign(cast: Cast, keys: readonly string[]): Promise<void> {
    await this.passChecks(cast.restores, keys);
    const { systems } = await this.ask('systems(first: 500) { nodes { key version } }');
    const seen = systems.nodes
      .filter(({ key }: any) => keys.includes(key))
      .map(({ key, version }: any) => ({ system: key, expectedVersion: version }));
    await this.doneEach(cast.verifies, 'verifyContainment', seen);
  }

  /** What has fallen: it is confirmed stopped, restored anew, checked and signed. */
  async heal(cast: Cast, keys: readonly string[]): Promise<void> {
    const stopped = keys.map((system) => ({ system, reason: 'it has stopped; built anew' }));
    await this.doneEach(cast.operates, 'takeSystemOffline', stopped);
    await this.prepare(cast, keys);
  }

  /** Tries the gate for all of these in one call; answers what went online, in the order in which it did. */
  async bring(cast: Cast, keys: readonly string[]): Promise<{ online: string[]; refused: any[]; results: any[] }> {
    const payload = await this.give(cast.operates, 'bringSystemsOnline', { systems: [...keys] });
    expect(payload.userErrors).toEqual([]);
    const online = payload.results.filter((result: any) => result.userErrors.length === 0);
    return {
      online: online.map((result: any) => result.requested),
      refused: payload.results.filter((result: any) => result.userErrors.length > 0),
      results: payload.results,
    };
  }

  async milestones(): Promise<Record<string, string>> {
    const { milestones } = await this.ask('milestones { key status }');
    return Object.fromEntries(milestones.map(({ key, status }: any) => [key, status]));
  }

  async lines(): Promise<any[]> {
    const fields =
      'key status running fedBy { key } risks { kind system { key } } blockers { kind system { key } line { key } }';
    const { plants } = await this.ask(`plants { lines { ${fields} } }`);
    return plants.flatMap((plant: any) => plant.lines);
  }
}
