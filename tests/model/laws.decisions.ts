import type { CommandLaw } from './laws.commands';
import { reasonOf } from './laws.commands';
import { closure, containment } from './oracle';
import { blastRadius, closingReasons, lineBlockers, lineStatus, plantStatus, risks } from './oracle.lines';
import { overrideInForce } from './oracle.overrides';
import { hardDependencies, incidentOf, openOverrides, systemOf } from './plain';
import { expectSame } from './same';

export const decisionLaws: Record<string, CommandLaw> = {
  'lines and plants stand where their systems put them': ({ after: board }, _before, { tables }) => {
    for (let line = 0; line < board.lines.size; line++) {
      const { id } = board.lines.at(line);
      expectSame(
        [board.lineStatusOf(line), board.lineBlockersOf(line).map(reasonOf)],
        [lineStatus(tables, id), lineBlockers(tables, id)],
      );
    }
    for (let plant = 0; plant < board.plants.size; plant++) {
      expectSame(board.plantStatusOf(plant), plantStatus(tables, board.plants.at(plant).id));
    }
  },

  'risks are what the rules say, for every system': ({ after: board }, _before, { tables }) => {
    for (let system = 0; system < board.systems.size; system++) {
      const told = board.risksOf(system).map(({ kind, systemId }) => `${kind} ${systemId}`);
      expectSame(told.sort(), risks(tables, board.systems.at(system), board.now));
    }
  },

  'no RETIRED dependency satisfies': ({ after: board }, _before, { tables }) => {
    for (let dependency = 0; dependency < board.dependencies.size; dependency++) {
      const target = systemOf(tables, board.dependencies.at(dependency).dependsOnId);
      if (target.state === 'RETIRED') expectSame(board.isSatisfied(dependency), false);
    }
  },

  'nothing is ready on what was revoked, and on what expired or retired only where an override names it': (
    { after: board },
    _before,
    { tables },
  ) => {
    for (let system = 0; system < board.systems.size; system++) {
      if (!board.isReady(system)) continue;
      const { id } = board.systems.at(system);
      const revoked = [...closure(tables, id).keys()].filter((each) => systemOf(tables, each).revokedAt !== null);
      expectSame(revoked, []);
      const named = overrideInForce(tables, id, board.now)?.blockers.map(({ systemId }) => systemId) ?? [];
      const doubtful = hardDependencies(tables, id)
        .map(({ dependsOnId }) => systemOf(tables, dependsOnId))
        .filter((row) => row.state === 'RETIRED' || containment(tables, row, board.now) !== 'VERIFIED');
      expectSame(
        doubtful.filter((row) => !named.includes(row.id) || row.safety).map(({ key }) => key),
        [],
      );
    }
  },

  'the log is told of all that expired': ({ ticked, after: board }, _before, { tables, expired }) => {
    if (!ticked || incidentOf(tables).status !== 'OPEN') return;
    const untold = [...tables.system.values()].filter(
      ({ id, verifiedAt, expiresAt }) =>
        verifiedAt !== null && expiresAt !== null && expiresAt <= board.lastAt && !expired.has(id),
    );
    expectSame(untold, []);
    expectSame(
      openOverrides(tables).filter(({ expiresAt }) => expiresAt <= board.lastAt),
      [],
    );
  },

  'a cascade revokes every signature above, dependents first': ({ command, answer, repeats }, { tables }) => {
    if (command?.mutation !== 'revokeContainment' || !answer || answer.events.length === 0 || repeats) return;
    const fallen = answer.events.filter(({ type }) => type === 'CONTAINMENT_REVOKED').map(({ systemId }) => systemId!);
    const named = answer.items[0]!.objectId!;
    const above = [...blastRadius(tables, named)].filter((row) => row.verifiedAt !== null && row.state !== 'RETIRED');
    const expected = command.input.cascade ? [...above.map(({ id }) => id), named] : [named];
    expectSame([...fallen].sort(), expected.sort());
    for (const [at, id] of fallen.entries()) {
      const under = closure(tables, id);
      expectSame(
        fallen.slice(0, at).filter((earlier) => under.has(earlier)),
        [],
      );
    }
  },

  'a recovery that is not over says what keeps it open': ({ command, answer, repeats }, { tables }) => {
    if (command?.mutation !== 'closeIncident' || !answer || repeats) return;
    const [refusal] = answer.items[0]!.refusals;
    if (refusal?.code !== 'CRITERIA_NOT_MET') return;
    const told = refusal.blockers.map((found) => {
      const { kind, systemId, milestoneId, overrideId, holdId } = found;
      return `${kind} ${kind === 'HOLD' ? holdId : kind === 'OVERRIDE' ? overrideId : (milestoneId ?? systemId)}`;
    });
    expectSame(told.sort(), closingReasons(tables, answer.board!.now));
  },
};
