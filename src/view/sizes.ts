import type { Board } from '../board/board';
import type { Spread } from '../board/lists';
import { type Spreads, spreadsOf } from '../board/spreads';
import { mayRead, mayUse } from '../domain/permission';
import { fieldAccess } from '../domain/permission.table';
import type { RequestContext } from './context';

/** How long lists are where a request looks, and what some fields take, by their coordinates in the schema. */
export interface Sizes {
  /** How long the lists of a field are; undefined where nobody counts them. */
  spreadOf(coordinate: string): Spread | undefined;
  /** Systems of the incident: what is worked out over all of them takes the longer the more there are. */
  systems: number;
}

const exactly = (count: number): Spread => ({ average: count, most: count });
const atMost = (most: number): Spread => ({ average: 0, most });
const plus = ({ average, most }: Spread, more: number): Spread => ({ average: average + more, most: most + more });

type Count = (board: Board) => Spread;
const between = (spread: (has: Spreads) => Spread): Count => {
  return ({ state }) => spread(spreadsOf(state.topology));
};

const counts: Partial<Record<string, Count>> = {
  'Incident.plants': ({ plants }) => exactly(plants.size),
  'Incident.teams': ({ teams }) => exactly(teams.size),
  'Incident.systems': ({ systems }) => exactly(systems.size),
  'Incident.milestones': ({ milestones }) => exactly(milestones.size),
  'Incident.holds': ({ holds }) => exactly(holds.length),
  'Incident.overrides': ({ overrides }) => exactly(overrides.length),
  'Incident.events': ({ position }) => exactly(position),
  'Policy.rules': ({ incident }) => exactly(incident.rules.length),
  'Plant.systems': between((has) => has.systemsOfPlant),
  'Plant.lines': between((has) => has.linesOfPlant),
  'Plant.milestones': between((has) => has.milestonesOfPlant),
  'Plant.holds': ({ holds }) => atMost(holds.length),
  'Line.systems': between((has) => has.systemsOfLine),
  'Line.fedBy': between((has) => has.feedsOfLine),
  'Line.blockers': between((has) => plus(has.systemsOfLine, 2)),
  'Line.risks': between((has) => has.systemsOfLine),
  'Milestone.systems': between((has) => has.systemsOf),
  'Milestone.lines': between((has) => has.linesOf),
  'Milestone.milestones': between((has) => has.milestonesOf),
  'Milestone.waiting': between((has) => has.waitingFor),
  'Milestone.blockers': between((has) => plus(has.systemsOf, 2)),
  'System.dependencies': between((has) => has.dependenciesOf),
  'System.dependents': between((has) => has.dependentsOf),
  'System.blastRadius': ({ systems }) => ({ average: systems.size / 10, most: systems.size }),
  'System.lines': between((has) => has.linesNeeding),
  'System.milestones': between((has) => has.milestonesNeeding),
  'System.after': between((has) => has.afterOf),
  'System.holds': ({ holds }) => atMost(holds.length),
  'System.blockers': between((has) => plus(has.dependenciesOf, 4)),
  'System.risks': between((has) => plus(has.dependenciesOf, 1)),
  'System.events': ({ systems, position }) => ({
    average: systems.size === 0 ? 0 : position / systems.size,
    most: position,
  }),
};

/** All that the sizes of an incident hang on beside its plan, and the position, which matters to what is read from Postgres alone. */
export function extentOf({ holds, overrides, incident }: Board): string {
  return `${holds.length} ${overrides.length} ${incident.rules.length}`;
}

/** The sizes of one incident as of its board. */
export function sizesOf(board: Board): Sizes {
  return { spreadOf: (coordinate) => counts[coordinate]?.(board), systems: board.systems.size };
}

/** What is not there, or hidden, has no sizes: both cost the same. */
export const noSizes: Sizes = { spreadOf: () => undefined, systems: 0 };

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
  const sizes = readable.map(sizesOf);
  const atRoot: Partial<Record<string, () => number>> = {
    'Query.incidents': () => keeper.incidents().filter(({ id }) => mayRead(viewer, id)).length,
    // who is not told how many there are is not charged for them either: the cost would tell
    'Query.principals': () => (mayUse(viewer, fieldAccess.Query.principals) ? directory.principals().length : 0),
  };
  const spreadOf = (coordinate: string): Spread | undefined => {
    const root = atRoot[coordinate];
    if (root) return exactly(root());
    const spreads = sizes.flatMap((one) => one.spreadOf(coordinate) ?? []);
    if (spreads.length === 0) return undefined;
    const most = (size: (spread: Spread) => number) => Math.max(...spreads.map(size));
    return { average: most(({ average }) => average), most: most((spread) => spread.most) };
  };
  return { spreadOf, systems: Math.max(0, ...sizes.map(({ systems }) => systems)) };
}
