import type { PlannedSystem } from './recovery';

/** What a test knows of one system. */
interface Sheet {
  key: string;
  needs: { on: string; requiredState: string }[];
  after: string[];
  required: string[];
  state: string;
  recorded: Set<string>;
  isSigned: boolean;
  isRevoked: boolean;
}

const ranks = ['OFFLINE', 'RESTORING', 'RESTORED', 'VALIDATED', 'ONLINE'];
const endedByRestore = `RESTORE_POINT_CLEAN BASELINE_MATCHED PERSISTENCE_REMOVED IOC_SWEEP_CLEAN CONTROL_LOGIC_MATCHED
  DRY_RUN_PASSED SAFETY_TESTED WALKDOWN_DONE`.split(/\s+/);

/** The rules of the gate told once more, as short as a test can: which blockers each system must have. */
export class RecoveryModel {
  readonly sheets: Map<string, Sheet>;
  readonly achieved = new Set<string>();
  /** Ids of holds, by the system that they are on. */
  readonly holds = new Map<string, string>();

  constructor(planned: readonly PlannedSystem[]) {
    this.sheets = new Map(planned.map((system) => [system.key, sheetOf(system)]));
  }

  of(key: string): Sheet {
    const sheet = this.sheets.get(key);
    if (!sheet) throw new Error(`no system ${key}`);
    return sheet;
  }

  missing(key: string): string[] {
    const { required, recorded } = this.of(key);
    return required.filter((kind) => !recorded.has(kind));
  }

  /** A restore begins: the signature ends, and what the old image proved. */
  restore(key: string): void {
    const sheet = this.of(key);
    Object.assign(sheet, { state: 'RESTORING', isSigned: false });
    for (const kind of endedByRestore) sheet.recorded.delete(kind);
  }

  revoke(key: string): void {
    const sheet = this.of(key);
    const state = sheet.state === 'ONLINE' ? 'STOPPING' : sheet.state;
    Object.assign(sheet, { state, isSigned: false, isRevoked: true });
    sheet.recorded.clear();
  }

  sign(key: string): void {
    Object.assign(this.of(key), { isSigned: true, isRevoked: false });
  }

  /** The blockers of a system in the order of the rules, as words. */
  blockers(key: string): string[] {
    const sheet = this.of(key);
    const found: string[] = [];
    if (sheet.state !== 'VALIDATED') found.push(`STATE ${key}`);
    if (!sheet.isSigned) found.push(['CONTAINMENT', key, ...this.missing(key)].join(' '));
    const isThere = ({ on, requiredState }: Sheet['needs'][number]) => hasReached(this.of(on), requiredState);
    for (const need of sheet.needs) if (!isThere(need)) found.push(`DEPENDENCY ${need.on}`);
    for (const { on } of sheet.needs.filter(isThere)) {
      const cause = this.faultBelow(on);
      if (cause) found.push(`DEPENDENCY_UNTRUSTED ${on} for ${cause}`);
      else if (!this.of(on).isSigned) found.push(`DEPENDENCY_UNTRUSTED ${on}`);
    }
    for (const milestone of sheet.after) if (!this.achieved.has(milestone)) found.push(`MILESTONE ${milestone}`);
    const hold = this.holds.get(key);
    return hold === undefined ? found : [...found, `HOLD ${hold}`];
  }

  /** The worst below a system: one revoked and not signed since, else one below its required state; nearest, then by key. */
  private faultBelow(key: string): string | null {
    const faults: { key: string; isRevoked: boolean; distance: number }[] = [];
    const seen = new Map([[key, 0]]);
    for (const [waiting, distance] of seen) {
      for (const { on, requiredState } of this.of(waiting).needs) {
        const { isRevoked } = this.of(on);
        if (!seen.has(on)) seen.set(on, distance + 1);
        if (isRevoked || !hasReached(this.of(on), requiredState)) faults.push({ key: on, isRevoked, distance });
      }
    }
    const byRule = (one: (typeof faults)[number], other: (typeof faults)[number]) =>
      Number(other.isRevoked) - Number(one.isRevoked) ||
      one.distance - other.distance ||
      (one.key < other.key ? -1 : 1);
    return faults.sort(byRule)[0]?.key ?? null;
  }

  /** Waves by HARD dependencies, and by the milestones whose systems are named: none waits for one of its own or a later wave. */
  waves(criteria: Readonly<Record<string, readonly string[]>>): string[][] {
    const waveOf = new Map<string, number>();
    const place = (key: string): number => {
      const { needs, after } = this.of(key);
      const awaited = [...needs.map(({ on }) => on), ...after.flatMap((milestone) => criteria[milestone] ?? [])];
      const wave = waveOf.get(key) ?? 1 + Math.max(-1, ...awaited.map(place));
      waveOf.set(key, wave);
      return wave;
    };
    const waves: string[][] = [];
    for (const key of this.sheets.keys()) (waves[place(key)] ??= []).push(key);
    return waves;
  }
}

function hasReached(sheet: Sheet, required: string): boolean {
  return ranks.indexOf(sheet.state) >= ranks.indexOf(required);
}

function sheetOf({ key, dependencies, after, containment }: PlannedSystem): Sheet {
  const needs = dependencies
    .filter(({ strength }) => strength === 'HARD')
    .map(({ dependsOn, requiredState }) => ({ on: dependsOn.key, requiredState }))
    .sort((one, other) => (one.on < other.on ? -1 : 1));
  return {
    ...{ key, needs, after: after.map((milestone) => milestone.key), required: containment.missingChecks },
    ...{ state: 'OFFLINE', recorded: new Set<string>(), isSigned: false, isRevoked: false },
  };
}

/** A blocker of the API in the model's words. */
export function wordsOf(blocker: any): string {
  const { kind, system, cause, milestone, hold, missingChecks } = blocker;
  if (kind === 'MILESTONE') return `MILESTONE ${milestone.key}`;
  if (kind === 'HOLD') return `HOLD ${hold.id}`;
  const more = kind === 'CONTAINMENT' ? missingChecks.map((check: string) => ` ${check}`).join('') : '';
  return `${kind} ${system.key}${more}${cause ? ` for ${cause.key}` : ''}`;
}
