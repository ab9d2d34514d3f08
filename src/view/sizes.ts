import type { Board } from '../board/board';
import type { Spread } from '../board/lists';
import { spreadsOf } from '../board/spreads';
import { mayRead, mayUse } from '../domain/permission';
import { fieldAccess } from '../domain/permission.table';
import type { RequestContext } from './context';

/** How long lists are where a request looks, and what some fields take, by their coordinates in the schema. */
export interface Sizes {
  lists: ReadonlyMap<string, Spread>;
  /** Systems of the incident: what is worked out over all of them takes the longer the more there are. */
  systems: number;
}

const known = new WeakMap<Board, Sizes>();
const exactly = (count: number): Spread => ({ average: count, most: count });
const plus = ({ average, most }: Spread, more: number): Spread => ({ average: average + more, most: most + more });

/** The sizes of one incident as of its board. */
export function sizesOf(board: Board): Sizes {
  const before = known.get(board);
  if (before) return before;
  const sizes = { lists: new Map([...incidentLists(board), ...otherLists(board)]), systems: board.systems.size };
  known.set(board, sizes);
  return sizes;
}

function incidentLists(board: Board): [string, Spread][] {
  return [
    ['Incident.plants', exactly(board.plants.size)],
    ['Incident.teams', exactly(board.teams.size)],
    ['Incident.systems', exactly(board.systems.size)],
    ['Incident.milestones', exactly(board.milestones.size)],
    ['Incident.holds', exactly(board.holds.length)],
    ['Incident.overrides', exactly(board.overrides.length)],
    ['Incident.events', exactly(board.position)],
    ['Policy.rules', exactly(board.incident.rules.length)],
  ];
}

function otherLists(board: Board): [string, Spread][] {
  const has = spreadsOf(board.state.topology);
  const holds = { average: 0, most: board.holds.length };
  return [
    ['Plant.systems', has.systemsOfPlant],
    ['Plant.lines', has.linesOfPlant],
    ['Plant.milestones', has.milestonesOfPlant],
    ['Plant.holds', holds],
    ['Line.systems', has.systemsOfLine],
    ['Line.fedBy', has.feedsOfLine],
    ['Line.blockers', plus(has.systemsOfLine, 2)],
    ['Line.risks', has.systemsOfLine],
    ['Milestone.systems', has.systemsOf],
    ['Milestone.lines', has.linesOf],
    ['Milestone.milestones', has.milestonesOf],
    ['Milestone.waiting', has.waitingFor],
    ['Milestone.blockers', plus(has.systemsOf, 2)],
    ['System.dependencies', has.dependenciesOf],
    ['System.dependents', has.dependentsOf],
    ['System.blastRadius', { average: board.systems.size / 10, most: board.systems.size }],
    ['System.lines', has.linesNeeding],
    ['System.milestones', has.milestonesNeeding],
    ['System.after', has.afterOf],
    ['System.holds', holds],
    ['System.blockers', plus(has.dependenciesOf, 4)],
    ['System.risks', plus(has.dependenciesOf, 1)],
    [
      'System.events',
      { average: board.systems.size === 0 ? 0 : board.position / board.systems.size, most: board.position },
    ],
  ];
}

/** What is not there, or hidden, has no sizes: both cost the same. */
export const noSizes: Sizes = { lists: new Map(), systems: 0 };

/** The sizes where a root field looks: at the incident that it names, else the largest of those that the viewer may read. */
export async function sizesFor(context: RequestContext, incident: string | null): Promise<Sizes> {
  if (incident === null) return widest(context);
  const { keeper, viewer } = context;
  const entry = keeper.incidents().find(({ id, key }) => id === incident.toLowerCase() || key === incident);
  if (!entry || !mayRead(viewer, entry.id)) return noSizes;
  const board = keeper.loaded(entry.id) ?? (await keeper.find(entry.id).catch(() => null));
  return board ? sizesOf(board) : noSizes;
}

function widest({ keeper, viewer, directory }: RequestContext): Sizes {
  const readable = keeper.boards().filter(({ id }) => mayRead(viewer, id));
  const lists = new Map<string, Spread>([
    ['Query.incidents', exactly(keeper.incidents().filter(({ id }) => mayRead(viewer, id)).length)],
    // who is not told how many there are is not charged for them either: the cost would tell
    ['Query.principals', exactly(mayUse(viewer, fieldAccess.Query.principals) ? directory.principals().length : 0)],
  ]);
  for (const board of readable) {
    for (const [name, { average, most }] of sizesOf(board).lists) {
      const other = lists.get(name) ?? exactly(0);
      lists.set(name, { average: Math.max(average, other.average), most: Math.max(most, other.most) });
    }
  }
  return { lists, systems: Math.max(0, ...readable.map(({ systems }) => systems.size)) };
}
