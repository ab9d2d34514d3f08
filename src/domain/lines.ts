import { type Decision, no, refuseNoReason, yes } from './decision';
import { blocker } from './gate';
import { type Blocker, type Refusal, refuse } from './refusal';
import type { LineRow } from './rows';
import { isAwaited } from './transitions';
import type { LineStatus } from './words';
import type { World } from './world';

/** What line statuses are computed from: no status that rests on them. */
export type BeforeLines = Omit<World, 'lineStatusOf' | 'milestoneStatusOf' | 'metMilestones'>;

/** The status of every line, by index; lines that feed others come first, so no recursion is needed. */
export function lineStatuses(world: BeforeLines): LineStatus[] {
  const statuses: LineStatus[] = [];
  const ranks = Array.from({ length: world.lines.size }, (_, line) => world.rankOf(world.lines.at(line).id));
  const byRank = Array.from(ranks.keys()).sort((one, other) => ranks[one]! - ranks[other]!);
  for (const line of byRank) {
    statuses[line] = lineStatus(world, line, (feeding) => statuses[feeding] as LineStatus);
  }
  return statuses;
}

/** The status of one line, given those of the lines that feed it: the first that holds. */
export function lineStatus(world: BeforeLines, line: number, status: (of: number) => LineStatus): LineStatus {
  if (Array.from(world.systemsOfLine(line)).some((system) => isAwaited(world.systems.at(system).state))) {
    return 'BLOCKED';
  }
  if (world.lines.at(line).running) return 'RUNNING';
  return Array.from(world.feedsOfLine(line)).every((feeding) => canFeed(status(feeding))) ? 'READY' : 'STARVED';
}

/** Whether a line gives what the lines after it consume. */
export function canFeed(status: LineStatus): boolean {
  return status === 'READY' || status === 'RUNNING';
}

/** Whether a line is what a milestone wants of it: READY or RUNNING, or only RUNNING. */
export function isLineThere(status: LineStatus, mustRun: boolean): boolean {
  return mustRun ? status === 'RUNNING' : canFeed(status);
}

/** What keeps a line from producing: systems that are not ONLINE, and, unless it is marked running, lines that do not feed it. */
export function lineBlockers(world: World, line: number): Blocker[] {
  const systems = Array.from(world.systemsOfLine(line), (system) => world.systems.at(system))
    .filter((row) => isAwaited(row.state))
    .map((row) => {
      const message = `${row.key} is ${row.state}; it must be ONLINE.`;
      return blocker('DEPENDENCY', message, { systemId: row.id, teamId: row.teamId });
    });
  if (world.lines.at(line).running) return systems;
  const feeds = Array.from(world.feedsOfLine(line)).filter((feeding) => !canFeed(world.lineStatusOf(feeding)));
  return [...systems, ...feeds.map((feeding) => lineBlocker(world, feeding, 'READY or RUNNING'))];
}

/** The blocker that a line is where it is not wanted. */
export function lineBlocker(world: World, line: number, wanted: string): Blocker {
  const row = world.lines.at(line);
  const message = `Line ${row.key} (${row.name}) is ${world.lineStatusOf(line)}; it must be ${wanted}.`;
  return blocker('LINE', message, { lineId: row.id });
}

/** Decides markLineRunning: from READY, or, for a reason (from stock), from STARVED. */
export function decideRunning(world: World, line: number, input: { reason?: string | null }): Decision {
  const row = world.lines.at(line);
  const status = world.lineStatusOf(line);
  const unexplained = status === 'STARVED' ? refuseNoReason(input.reason) : null;
  const refusal = unexplained ?? refuseStep(world, line, canFeed(status) || status === 'STARVED');
  if (refusal) return no(refusal);
  return marked(row, true, input.reason);
}

/** Decides markLineStopped, whatever the line's status. */
export function decideStopped(world: World, line: number, input: { reason?: string | null }): Decision {
  const row = world.lines.at(line);
  if (!row.running) return no(refuse('INVALID_TRANSITION', `Line ${row.key} is not marked running.`));
  return marked(row, false, input.reason);
}

function refuseStep(world: World, line: number, isPossible: boolean): Refusal | null {
  const row = world.lines.at(line);
  if (row.running) return refuse('INVALID_TRANSITION', `Line ${row.key} is marked running already.`);
  if (isPossible) return null;
  const blockers = lineBlockers(world, line);
  const message = `Line ${row.key} is ${world.lineStatusOf(line)}: ${blockers.map((found) => found.message).join(' ')}`;
  return { ...refuse('INVALID_TRANSITION', message), blockers };
}

function marked(row: LineRow, running: boolean, reason: string | null | undefined): Decision {
  return yes({
    type: running ? 'LINE_RUNNING' : 'LINE_STOPPED',
    lineId: row.id,
    plantId: row.plantId,
    reason: reason ?? null,
    facts: { line: row.key },
    rows: [{ table: 'line', op: 'update', row: { id: row.id, running } }],
  });
}
