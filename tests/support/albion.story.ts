import { type Cast, evidence, type Works } from './albion';
import { moveClock, toldInTime, toldOf } from './albion.clock';

/** What stands on nothing that needs a milestone: it comes back first. */
const foundation = ['backup', 'dns', 'edr', 'ire', 'netseg', 'oob'];
const trust = ['ad', 'idp', 'pam', 'pki'];
const platform = ['dbp', 'intg', 'virt'];
const feedingOrder = [
  ...['ENG.eng-1', 'BAT.pack-1', 'STP.press', 'VPA.press', 'VPB.press', 'VPA.body', 'VPA.paint', 'VPA.loc'],
  ...['OVS.veh-1', 'VPA.trim-1', 'VPA.trim-2', 'VPB.veh-1', 'CKD.ckd-1', 'CKD.ckd-2', 'GPLC.pick-pack'],
];
const plantControl = /^(sis|engctl|batctl|press|body|paint|trim)\./;
const otHours = 72;
const noLine = { line: null };

/** Albion's recovery from the first check to the last signature, as `cast` does it; the steps are told in order. */
export class AlbionStory {
  keys: string[] = [];
  /** Events that this story has caused, by type: the log must say as many. */
  revoked = 0;

  constructor(
    readonly works: Works,
    readonly cast: Cast,
    private readonly ownerUrl: string,
  ) {}

  /** Everything is built, checked and signed while nothing may go online; nothing may be closed either. */
  async prepareAll(): Promise<void> {
    const { systems } = await this.works.ask('systems(first: 500) { nodes { key } }');
    this.keys = systems.nodes.map(({ key }: any) => key);
    expect(this.keys).toHaveLength(70);
    const { blockers } = await this.refusedToClose();
    expect(countOf(blockers)).toEqual({ STATE: 70, MILESTONE: 11 });
    await this.works.prepare(this.cast, this.keys);
    const { progress } = await this.works.ask('progress { validated containmentVerified ready blocked }');
    expect(progress).toEqual({ validated: 70, containmentVerified: 70, ready: 1, blocked: 69 });
  }

  refusedToClose(): Promise<any> {
    return this.works.refused('CRITERIA_NOT_MET', this.cast.commands, 'closeIncident', { reason: 'enough' });
  }

  /** The foundation goes online in one call, each freed by the one before; the rest waits for the first gate. */
  async bringFoundation(): Promise<void> {
    const { online, refused } = await this.works.bring(this.cast, this.keys);
    expect([...online].sort()).toEqual(foundation);
    expect(refused.map((result) => result.userErrors[0].code)).toEqual(refused.map(() => 'BLOCKED'));
    expect(await this.works.milestones()).toMatchObject({ M1: 'READY', M2: 'PENDING', M11: 'PENDING' });
  }

  /** Mail is let past the identity provider and the first gate, by as many as the policy wants, once. */
  async overrideMail(): Promise<void> {
    const { works, cast } = this;
    const input = { system: 'mail', dependencies: ['idp'], milestones: ['M1'], reason: 'the war room needs mail' };
    const { override } = await works.done(cast.asks, 'requestOverride', input);
    await works.refused('ALREADY_EXISTS', cast.asks, 'requestOverride', input);
    await this.refuseApprovals(override.id);
    for (const [place, approver] of cast.approve.entries()) {
      await works.refused('BLOCKED', cast.operates, 'bringSystemOnline', { system: 'mail' });
      const approved = await works.done(approver, 'approveOverride', { override: override.id });
      const isEnough = place + 1 === cast.approve.length;
      expect(approved.override).toMatchObject({ status: isEnough ? 'APPROVED' : 'REQUESTED' });
      expect(approved.override.approvals).toHaveLength(place + 1);
      expect(countOf((await this.refusedToClose()).blockers)).toMatchObject({ OVERRIDE: 1 });
      if (!isEnough)
        await works.refused('SEPARATION_OF_DUTIES', approver, 'approveOverride', { override: override.id });
    }
    await works.done(cast.operates, 'bringSystemOnline', { system: 'mail' });
    const seen = await works.ask(
      'overrides(status: USED) { id } progress { atRisk } system(id: "mail") { risks { kind } }',
    );
    expect(seen.overrides).toEqual([{ id: override.id }]);
    const kinds = ['DEPENDENCY_BELOW_REQUIRED', 'ONLINE_UNDER_OVERRIDE'];
    expect(seen.system.risks.map(({ kind }: any) => kind)).toEqual(kinds);
    expect(seen.progress.atRisk).toBe(1);
    await works.refused('INVALID_TRANSITION', cast.commands, 'rejectOverride', { override: override.id });
  }

  /** Neither who asked nor who may not approve counts. */
  private async refuseApprovals(override: string): Promise<void> {
    const code = this.cast.approve.length > 1 ? 'FORBIDDEN' : 'SEPARATION_OF_DUTIES';
    await this.works.refused(code, this.cast.asks, 'approveOverride', { override });
  }

  async declareGate(milestone: string): Promise<void> {
    expect(await this.works.milestones()).toMatchObject({ [milestone]: 'READY' });
    const input = { milestone, reason: 'all of it is back' };
    expect((await this.works.done(this.cast.commands, 'achieveMilestone', input)).milestone.status).toBe('ACHIEVED');
  }

  /** Trust and platform come back; a milestone without a gate is achieved in the step that meets it. */
  async bringTrustAndPlatform(): Promise<void> {
    const { online, results } = await this.works.bring(this.cast, [...platform, ...trust]);
    expect([...online].sort()).toEqual([...trust, ...platform].sort());
    expect(online.indexOf('pki')).toBeLessThan(online.indexOf('idp'));
    expect(results.at(-1).events.map(({ type }: any) => type)).toEqual(['SYSTEM_ONLINE', 'MILESTONE_ACHIEVED']);
    await this.declareGate('M2');
    const some = ['edi', 'erp', 'plm', 'time', 'otdmz.ENG', 'otdmz.VPA'];
    expect([...(await this.works.bring(this.cast, some)).online].sort()).toEqual([...some].sort());
  }

  /** The PKI was not clean: it falls with all that rests on it, and what fell is healed before anything else moves. */
  async fallAndHeal(): Promise<void> {
    const { works, cast } = this;
    const { blastRadius } = await works.system('pki', 'blastRadius(first: 100) { totalCount nodes { key } }');
    const above: string[] = blastRadius.nodes.map(({ key }: any) => key);
    expect(above).toHaveLength(blastRadius.totalCount);
    const fall = { system: 'pki', cascade: true, reason: 'a forged certificate' };
    await works.refused('STALE_VERSION', cast.verifies, 'revokeContainment', { ...fall, expectedCount: above.length });
    const fallen = await works.done(cast.verifies, 'revokeContainment', { ...fall, expectedCount: above.length + 1 });
    const told: string[] = fallen.events.map(({ system }: any) => system.key);
    expect([...told].sort()).toEqual([...above, 'pki'].sort());
    expect(told.at(-1)).toBe('pki');
    expect(told.indexOf('erp')).toBeLessThan(told.indexOf('idp'));
    expect(fallen.event).toMatchObject({ type: 'CONTAINMENT_REVOKED', system: { key: 'pki' } });
    expect(await works.milestones()).toMatchObject({ M1: 'ACHIEVED', M2: 'REGRESSED', M3: 'REGRESSED' });
    await this.seeStopping();
    this.revoked = told.length;
    await works.heal(cast, told);
  }

  private async seeStopping(): Promise<void> {
    const fields =
      'systems(first: 500, filter: { states: [STOPPING] }) { nodes { key serviceLevel containment { status } } }';
    const { systems, progress } = await this.works.ask(`${fields} progress { stopping online }`);
    expect(systems.nodes.map(({ key }: any) => key).sort()).toEqual(
      ['edi', 'erp', 'idp', 'intg', 'mail', 'otdmz.ENG', 'otdmz.VPA', 'pam', 'pki', 'plm', 'time'].sort(),
    );
    for (const system of systems.nodes) {
      expect(system).toMatchObject({ serviceLevel: 'NONE', containment: { status: 'REVOKED' } });
    }
    expect(progress).toEqual({ stopping: 11, online: foundation.length + 3 });
  }

  /** All the rest in one call; lines come up behind their systems, the engine line's control last. */
  async bringTheRest(): Promise<void> {
    const { works, cast } = this;
    const { systems } = await works.ask('systems(first: 500, filter: { states: [VALIDATED] }) { nodes { key } }');
    const waiting: string[] = systems.nodes.map(({ key }: any) => key).filter((key: string) => key !== 'engctl.ENG');
    expect((await works.bring(cast, waiting)).refused).toEqual([]);
    const byKey = new Map((await works.lines()).map((line) => [line.key, line]));
    expect(byKey.get('ENG.eng-1')).toMatchObject({ status: 'BLOCKED', blockers: [{ system: { key: 'engctl.ENG' } }] });
    expect(byKey.get('OVS.veh-1')).toMatchObject({ status: 'STARVED', blockers: [{ line: { key: 'ENG.eng-1' } }] });
    await works.refused('INVALID_TRANSITION', cast.operates, 'markLineRunning', { line: 'ENG.eng-1' });
    await works.refused('INVALID_INPUT', cast.operates, 'markLineRunning', { line: 'OVS.veh-1' });
    expect((await works.bring(cast, ['engctl.ENG'])).refused).toEqual([]);
    const met = { M1: 'ACHIEVED', M2: 'READY', M3: 'ACHIEVED', M4: 'ACHIEVED', M5: 'ACHIEVED', M6: 'PENDING' };
    expect(await works.milestones()).toMatchObject(met);
    await this.declareGate('M2');
    expect((await works.lines()).map(({ status }) => status)).toEqual(feedingOrder.map(() => 'READY'));
  }

  /** Lines run in feeding order; milestones of running lines follow by themselves, gates by hand. */
  async runLines(): Promise<void> {
    const achieved: string[] = [];
    for (const line of feedingOrder) {
      const { events } = await this.works.done(this.cast.operates, 'markLineRunning', { line });
      expect(events[0]).toMatchObject({ type: 'LINE_RUNNING', line: { key: line }, system: null, milestone: null });
      for (const { type, milestone } of events.slice(1)) achieved.push(`${type} ${milestone.key} with ${line}`);
      if (line === 'BAT.pack-1') await this.declareGate('M6');
      if (line === 'VPA.trim-1') await this.declareGate('M8');
    }
    expect(achieved).toEqual([
      'MILESTONE_ACHIEVED M7 with VPA.loc',
      'MILESTONE_ACHIEVED M9 with VPB.veh-1',
      'MILESTONE_ACHIEVED M10 with GPLC.pick-pack',
    ]);
    const { plants } = await this.works.ask('plants { key status progress { total online } }');
    expect(plants.map(({ status }: any) => status)).toEqual(plants.map(() => 'READY'));
  }

  /** Plant control's signatures run out three days on: told at once, passed by nobody, renewed after a new look. */
  async expireAndRenew(): Promise<void> {
    const { works, cast } = this;
    const expiring = this.keys.filter((key) => plantControl.test(key)).sort();
    await moveClock(this.ownerUrl, otHours * 60 + 1);
    const told = await toldInTime(works, 'VERIFICATION_EXPIRED', expiring.length);
    expect(told.map(({ system }) => system.key).sort()).toEqual(expiring);
    expect(new Set(told.map(({ actor }) => actor.handle))).toEqual(new Set(['blackstart']));
    const { version, risks } = await works.system('trim.OVS', 'version risks { kind system { key } }');
    expect(risks).toEqual([
      { kind: 'DEPENDENCY_UNTRUSTED', system: { key: 'sis.OVS' } },
      { kind: 'VERIFICATION_EXPIRED', system: { key: 'trim.OVS' } },
    ]);
    const early = { system: 'trim.OVS', expectedVersion: version };
    await works.refused('CHECKS_INCOMPLETE', cast.verifies, 'verifyContainment', early);
    const anew = { systems: expiring, kinds: ['CONTROL_LOGIC_MATCHED'], outcome: 'PASSED', evidence };
    await works.done(cast.restores, 'recordContainmentChecks', anew);
    await works.sign(cast, expiring);
    const { progress } = await works.ask('progress { online containmentVerified atRisk }');
    expect(progress).toEqual({ online: 70, containmentVerified: 70, atRisk: 0 });
    expect(await toldOf(works, 'VERIFICATION_EXPIRED')).toHaveLength(expiring.length);
  }

  /** The engine plant's historian stays away; the one of vehicle plant A takes its place. */
  async retireHistorian(): Promise<void> {
    const { works, cast } = this;
    const retire = { system: 'hist.ENG', reason: 'one historian is enough', replacedBy: 'hist.VPA' };
    await works.refused('INVALID_TRANSITION', cast.commands, 'retireSystem', retire);
    await works.done(cast.operates, 'takeSystemOffline', { system: 'hist.ENG', reason: 'it goes' });
    const looked = await works.system('engctl.ENG', 'risks { kind system { key } }');
    expect(looked.risks).toEqual([{ kind: 'DEPENDENCY_SOFT', system: { key: 'hist.ENG' } }]);
    await works.refused('IN_USE', cast.commands, 'retireSystem', { ...retire, replacedBy: undefined });
    expect((await works.done(cast.commands, 'retireSystem', retire)).system.state).toBe('RETIRED');
    const moved = await works.system('engctl.ENG', 'risks { kind } dependencies { strength dependsOn { key } }');
    expect(moved.risks).toEqual([]);
    const soft = moved.dependencies.filter(({ strength }: any) => strength === 'SOFT');
    expect(soft.map(({ dependsOn }: any) => dependsOn.key)).toEqual(['hist.VPA']);
    const { progress } = await works.ask('progress { total online retired percentOnline }');
    expect(progress).toEqual({ total: 69, online: 69, retired: 1, percentOnline: 100 });
  }

  /** One hold and the last gate keep it open; then it is over. */
  async close(): Promise<void> {
    const { works, cast } = this;
    const { hold } = await works.done(cast.commands, 'placeHold', { reason: 'one last look' });
    const { blockers } = await this.refusedToClose();
    expect(blockers).toEqual([
      expect.objectContaining({ kind: 'MILESTONE', milestone: { key: 'M11' }, ...noLine }),
      expect.objectContaining({ kind: 'HOLD', hold: { id: hold.id }, ...noLine }),
    ]);
    await works.done(cast.commands, 'releaseHold', { hold: hold.id, reason: 'nothing found' });
    await this.declareGate('M11');
    const closed = await works.done(cast.commands, 'closeIncident', { reason: 'normal operation' });
    expect(closed.incident).toMatchObject({ status: 'CLOSED', closedAt: expect.any(String) });
    expect(closed.events.map(({ type }: any) => type)).toEqual(['INCIDENT_CLOSED']);
  }
}

function countOf(blockers: readonly { kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of blockers) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
