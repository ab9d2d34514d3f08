import { command, type MutationName, lookAt, recordChecks } from './recovery';
import { RecoveryModel, wordsOf } from './recovery.model';

const evidence = [{ label: 'report of the tool', tool: 'scanner 4.2', sha256: 'ab'.repeat(32) }];

interface Server {
  url: string;
}

export interface Tokens {
  commander: string;
  engineer1: string;
  engineer2: string;
  verifier: string;
  observer: string;
}

/** The people of one recovery at work, and the model that says what the gate must answer them. */
export class Crew {
  /** How often the gate refused, and how often it opened. */
  refusals = 0;
  openings = 0;

  constructor(
    private readonly server: Server,
    readonly incident: string,
    private readonly tokens: Tokens,
    readonly model: RecoveryModel,
  ) {}

  give(who: keyof Tokens, name: MutationName, input: object): Promise<any> {
    return command(this.server.url, this.tokens[who], name, { incident: this.incident, ...input });
  }

  look(system: string): Promise<any> {
    return lookAt(this.server.url, this.tokens.observer, this.incident, system);
  }

  /** The same, which must be done: its one event, and the object. */
  async done(who: keyof Tokens, name: MutationName, input: object): Promise<any> {
    const payload = await this.give(who, name, input);
    expect({ name, input, userErrors: payload.userErrors }).toEqual({ name, input, userErrors: [] });
    expect(payload.event).toEqual(payload.events[0]);
    return payload;
  }

  /** A command that is refused for one reason. */
  async refusedAs(code: string, who: keyof Tokens, name: MutationName, input: object): Promise<any> {
    const { userErrors, event, events } = await this.give(who, name, input);
    expect({ name, input, codes: userErrors.map((error: any) => error.code) }).toEqual({ name, input, codes: [code] });
    expect([event, events]).toEqual([null, []]);
    return userErrors[0];
  }

  /** The gate refuses with exactly what the query `blockers` says at that position, which is what the model expects. */
  async gateRefuses(system: string): Promise<string[]> {
    const refused = await this.give('engineer2', 'bringSystemOnline', { system });
    const seen = await this.look(system);
    const [error] = refused.userErrors;
    expect(refused.userErrors).toHaveLength(1);
    expect(error).toMatchObject({ code: 'BLOCKED', message: expect.stringContaining(system) });
    expect(refused.system.incident.position).toBe(seen.incident.position);
    expect(error.blockers).toEqual(seen.blockers);
    expect(refused.system.blockers).toEqual(seen.blockers);
    const words = error.blockers.map(wordsOf);
    expect({ system, blockers: words }).toEqual({ system, blockers: this.model.blockers(system) });
    expect([seen.canComeOnline, refused.event, refused.events]).toEqual([false, null, []]);
    this.refusals++;
    return words;
  }

  /** From OFFLINE until nothing of its own is missing; before each step the gate is tried. */
  async prepare(system: string): Promise<void> {
    const sheet = this.model.of(system);
    await this.gateRefuses(system);
    await this.refusedAs('CHECKS_INCOMPLETE', 'engineer1', 'startRestore', { system });
    await this.pass(system, ['EVIDENCE_PRESERVED']);
    await this.done('engineer1', 'startRestore', { system });
    this.model.restore(system);
    await this.gateRefuses(system);
    const restorePoint = { restorePoint: 'vault-7', restorePointAt: '2025-08-20T00:00:00.000Z' };
    await this.done('engineer1', 'markSystemRestored', { system, ...restorePoint });
    sheet.state = 'RESTORED';
    await this.gateRefuses(system);
    await this.done('engineer2', 'recordValidation', { system, passed: true, evidence });
    sheet.state = 'VALIDATED';
    await this.gateRefuses(system);
    await this.sign(system);
    await this.hold(system);
    if (this.model.blockers(system).length > 0) await this.gateRefuses(system);
  }

  private async pass(system: string, kinds: readonly string[]): Promise<void> {
    const input = { incident: this.incident, systems: [system], kinds, outcome: 'PASSED', evidence };
    const result = await recordChecks(this.server.url, this.tokens.engineer1, input);
    expect(result.userErrors).toEqual([]);
    expect(result.events.map((event: any) => event.type)).toEqual(kinds.map(() => 'CHECK_RECORDED'));
    for (const kind of kinds) this.model.of(system).recorded.add(kind);
  }

  /** The checks, all but one, then the last, then the signature of somebody who did not restore. */
  private async sign(system: string): Promise<void> {
    const missing = this.model.missing(system);
    await this.pass(system, missing.slice(1));
    await this.gateRefuses(system);
    const { version } = await this.look(system);
    await this.refusedAs('CHECKS_INCOMPLETE', 'verifier', 'verifyContainment', { system, expectedVersion: version });
    await this.pass(system, missing.slice(0, 1));
    await this.gateRefuses(system);
    const ready = await this.look(system);
    expect(ready.containment).toMatchObject({ status: 'READY_TO_VERIFY', missingChecks: [] });
    const input = { system, expectedVersion: ready.version };
    await this.refusedAs('STALE_VERSION', 'verifier', 'verifyContainment', { ...input, expectedVersion: version });
    await this.refusedAs('FORBIDDEN', 'engineer2', 'verifyContainment', input);
    const signed = await this.done('verifier', 'verifyContainment', input);
    expect(signed.system.containment).toMatchObject({ status: 'VERIFIED', verifiedBy: { handle: 'vera' } });
    this.model.sign(system);
  }

  private async hold(system: string): Promise<void> {
    const { hold } = await this.done('verifier', 'placeHold', { system, reason: 'look at the odd login first' });
    this.model.holds.set(system, hold.id);
    await this.gateRefuses(system);
    await this.done('verifier', 'releaseHold', { hold: hold.id, reason: 'it was a colleague' });
    this.model.holds.delete(system);
  }

  /** Online, not by who restored it; answers the events. */
  async bring(system: string): Promise<any[]> {
    expect({ system, blockers: this.model.blockers(system) }).toEqual({ system, blockers: [] });
    expect(await this.look(system)).toMatchObject({ canComeOnline: true, blockers: [] });
    await this.refusedAs('SEPARATION_OF_DUTIES', 'engineer1', 'bringSystemOnline', { system });
    const { events, system: seen } = await this.done('engineer2', 'bringSystemOnline', { system });
    expect(seen).toMatchObject({ state: 'ONLINE', serviceLevel: 'FULL', blockers: [], canComeOnline: false });
    expect(events[0]).toMatchObject({ type: 'SYSTEM_ONLINE', system: { key: system }, actor: { handle: 'eli' } });
    this.model.of(system).state = 'ONLINE';
    this.openings++;
    return events;
  }
}
