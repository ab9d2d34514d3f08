import type { Board } from '../../src/board/board';
import { rowsOf } from '../../src/board/state';
import type { Blocker } from '../../src/domain/refusal';
import type { Instant, SystemRow, Uuid } from '../../src/domain/rows';
import type { RecoveryTable } from '../../src/domain/tables';
import type { SystemState } from '../../src/domain/words';
import type { Actors } from '../support/history.actors';
import type { Given } from '../support/history';
import { type Known, learned } from './known';
import { decisionLaws } from './laws.decisions';
import {
  type Reason,
  blockers,
  containment,
  holds,
  milestoneBlockers,
  milestoneStatus,
  missing,
  satisfies,
} from './oracle';
import { risks } from './oracle.lines';
import { type Tables, checkOf, hardDependencies, incidentOf, nameOf, systemOf } from './plain';
import { expectSame } from './same';
import { verdict } from './verdict';

/** What must hold once a command was answered: what was given, and what was known before and after it. */
export type CommandLaw = (given: Given, before: Known, after: Known, actors: Actors) => void;

export const commandLaws: Record<string, CommandLaw> = {
  ...decisionLaws,

  'the board holds what the events said': ({ after }, _before, { tables, position, hash }) => {
    expectSame([after.position, after.logHead], [position, hash]);
    const { noted, ...kept } = rowsOf(after.state);
    const on = new Set([...tables.note.values()].flatMap(({ systemId }) => systemId ?? []));
    expectSame(new Set(noted), on);
    for (const [table, rows] of Object.entries(kept)) {
      const named = new Map((rows as readonly object[]).map((row) => [nameOf(table as RecoveryTable, row), row]));
      const expected = tables[table as RecoveryTable] as ReadonlyMap<string, object>;
      expectSame([table, named], [table, expected]);
    }
  },

  'blockers are what the rules say, for every system': ({ after: board }, _before, { tables }) => {
    const oracle = each(board.systems.size, (system) => blockers(tables, board.systems.at(system).id, board.now));
    const told = each(board.systems.size, (system) => board.blockersOf(system).map(reasonOf));
    expectSame(told, oracle);
    for (const [system, found] of oracle.entries()) {
      const { state } = board.systems.at(system);
      expectSame(board.isReady(system), found.length === 0 && state === 'VALIDATED');
      const isBlocked = found.some(({ kind }) => !['INCIDENT', 'STATE', 'CONTAINMENT'].includes(kind));
      expectSame(board.isBlocked(system), isBlocked);
    }
  },

  'containment is what the rules say': ({ after: board }, _before, { tables }) => {
    for (let system = 0; system < board.systems.size; system++) {
      const row = board.systems.at(system);
      const told = board.containmentOf(system);
      const expected = [containment(tables, row, board.now), missing(tables, row)];
      expectSame([told.status, [...told.missing].sort()], expected);
    }
  },

  'a signature rests on checks that are passed or waived': (_given, _before, { tables }) => {
    for (const { id, verifiedAt, requiredAtSigning } of tables.system.values()) {
      if (verifiedAt === null) continue;
      const outcomes = requiredAtSigning.map((kind) => checkOf(tables, id, kind)?.outcome);
      expectSame(
        outcomes.filter((outcome) => outcome !== 'PASSED' && outcome !== 'WAIVED'),
        [],
      );
    }
  },

  'milestones stand where their criteria put them': ({ after: board }, _before, { tables }) => {
    for (let milestone = 0; milestone < board.milestones.size; milestone++) {
      const { id, gate } = board.milestones.at(milestone);
      const found = milestoneBlockers(tables, id);
      expectSame(board.milestoneStatusOf(milestone), milestoneStatus(tables, id));
      expectSame(board.milestoneBlockersOf(milestone).map(reasonOf), found);
      const { done, total } = board.milestoneCountsOf(milestone);
      expectSame(total - done, found.length);
      expectSame(!gate && found.length === 0, !gate && milestoneStatus(tables, id) === 'ACHIEVED');
    }
  },

  'progress counts the systems of the incident, and of each plant': ({ after: board }, _before, { tables }) => {
    const plants = [null, ...each(board.plants.size, (plant) => plant)];
    for (const plant of plants) {
      const plantId = plant === null ? null : board.plants.at(plant).id;
      const rows = [...tables.system.values()].filter((row) => plantId === null || row.plantId === plantId);
      expectSame(board.progressOf(plant), { position: board.position, ...progressOf(tables, rows, board.now) });
    }
  },

  'the restore order puts first what is waited for': ({ after: board }, _before, { tables }) => {
    const place = new Map(
      Array.from(board.inOrder('RESTORE_ORDER'), (system, at) => [board.systems.at(system).id, at]),
    );
    for (const { id, state } of tables.system.values()) {
      if (state === 'ONLINE' || state === 'RETIRED') continue;
      const late = [...awaitedBy(tables, id)].filter((other) => place.get(other)! > place.get(id)!);
      expectSame([id, late], [id, []]);
    }
  },

  'what is refused changes nothing': ({ answer, before, after }, { tables }, known) => {
    if (!answer || answer.events.length > 0) return;
    expectSame([after.position, after.logHead], [before.position, before.logHead]);
    expectSame(known.tables, tables);
  },

  'an object is refused or changed, not both': ({ answer }) => {
    for (const { refusals, events } of answer?.items ?? []) expectSame(Math.min(refusals.length, events.length), 0);
    if (answer && answer.refusals.length > 0) expectSame(answer.items, []);
  },

  'each of many is judged as by itself, on what those before it left': (given, before, _after, actors) => {
    const { answer, command, repeats } = given;
    if (!answer || !command || repeats) return;
    let known = before;
    for (const item of answer.items) {
      const requested = item.requested || (command.input.system as string);
      const now = item.events[0]?.at ?? answer.board!.now;
      const expected = verdict(known, actors[command.by], command, requested, now);
      if (expected !== undefined) expectSame(item.refusals[0]?.code ?? null, expected);
      known = item.events.reduce(learned, known);
    }
  },

  'a gate that refuses names exactly the blockers': ({ answer, command, repeats }, { tables }) => {
    if (command?.mutation !== 'bringSystemOnline' || !answer?.board || repeats) return;
    const [refusal] = answer.items[0]!.refusals;
    if (refusal?.code !== 'BLOCKED') return;
    expectSame(refusal.blockers.map(reasonOf), blockers(tables, answer.items[0]!.objectId!, answer.board.now));
  },

  'a key answers again with its own events, and refuses another input': ({
    repeats,
    answer,
    before,
    after,
    command,
  }) => {
    if (!repeats || !answer) return;
    expectSame(after.position, before.position);
    if (!repeats.isSame) {
      const refused = [...answer.refusals, ...answer.items.flatMap(({ refusals }) => refusals)];
      const [code, ...more] = refused.map((refusal) => refusal.code);
      // what is gone, or no longer the actor's, is said first
      expectSame(more, []);
      expect(['IDEMPOTENCY_MISMATCH', 'NOT_FOUND', 'FORBIDDEN']).toContain(code);
      return;
    }
    expectSame(
      answer.events.map(({ id }) => id),
      repeats.first.events.map(({ id }) => id),
    );
    expectSame(
      answer.items.map(({ objectId }) => objectId),
      repeats.first.items.map(({ objectId }) => objectId),
    );
    expectSame(answer.replayed || command!.input.systems !== undefined, true);
  },
};

/** The contract's counters, by counting. */
function progressOf(tables: Tables, rows: readonly SystemRow[], now: Instant): object {
  const count = (does: (row: SystemRow) => boolean): number => rows.filter(does).length;
  const inState = (state: SystemState) => count((row) => row.state === state);
  const reasons = (row: SystemRow) => blockers(tables, row.id, now).map(({ kind }) => kind);
  const counts = (row: SystemRow) => row.state !== 'RETIRED';
  const total = count(counts);
  const online = inState('ONLINE');
  const { declaredAt } = incidentOf(tables);
  const isLate = ({ state, rtoMinutes }: SystemRow): boolean =>
    state !== 'ONLINE' && rtoMinutes !== null && Date.parse(declaredAt) + rtoMinutes * 60_000 < Date.parse(now);
  return {
    ...{ total, online, stopping: inState('STOPPING'), offline: inState('OFFLINE'), restoring: inState('RESTORING') },
    ...{ restored: inState('RESTORED'), validated: inState('VALIDATED'), retired: inState('RETIRED') },
    containmentVerified: count((row) => counts(row) && containment(tables, row, now) === 'VERIFIED'),
    blocked: count((row) => reasons(row).some((kind) => !['INCIDENT', 'STATE', 'CONTAINMENT'].includes(kind))),
    ready: count((row) => row.state === 'VALIDATED' && reasons(row).length === 0),
    held: count((row) => counts(row) && holds(tables, row).length > 0),
    atRisk: count((row) => risks(tables, row, now).length > 0),
    overdue: count((row) => counts(row) && isLate(row)),
    percentOnline: total === 0 ? 0 : (100 * online) / total,
  };
}

/** The systems that one waits for now: below the state that it requires, or missing in a milestone that it comes after. */
function awaitedBy(tables: Tables, id: Uuid): Set<Uuid> {
  const awaited = new Set<Uuid>();
  for (const { dependsOnId, requiredState } of hardDependencies(tables, id)) {
    if (!satisfies(systemOf(tables, dependsOnId).state, requiredState)) awaited.add(dependsOnId);
  }
  const milestones = new Set<Uuid>();
  for (const row of tables.system_after.values()) if (row.systemId === id) milestones.add(row.milestoneId);
  // a set's iteration goes on over what is added meanwhile
  for (const milestone of milestones) {
    for (const { system, milestone: needed } of milestoneBlockers(tables, milestone)) {
      if (system) awaited.add(system);
      if (needed) milestones.add(needed);
    }
  }
  return awaited;
}

function each<T>(size: number, answer: (index: number) => T): T[] {
  return Array.from({ length: size }, (_, index) => answer(index));
}

/** A blocker as the oracle says it. */
export function reasonOf(blocker: Blocker): Reason {
  const { kind, systemId, causeId, milestoneId, holdId, lineId, missingChecks, overridable } = blocker;
  const about = { system: systemId, cause: causeId, milestone: milestoneId, hold: holdId, line: lineId };
  return { kind, ...about, missing: [...missingChecks].sort(), overridable };
}

/** How much of the rules a history has shown, to see that the laws were not kept for want of a case. */
export function shown(board: Board): string[] {
  return [
    ...each(board.systems.size, (system) => [
      board.systems.at(system).state,
      board.containmentOf(system).status,
      ...board.risksOf(system).map(({ kind }) => `risk ${kind}`),
      ...board.blockersOf(system).map(({ kind, causeId }) => (causeId ? `${kind} with a cause` : kind)),
    ]).flat(),
    ...each(board.milestones.size, (milestone) => board.milestoneStatusOf(milestone)),
    ...each(board.lines.size, (line) => `line ${board.lineStatusOf(line)}`),
    ...board.overrides.map(({ status }) => `override ${status}`),
  ];
}
