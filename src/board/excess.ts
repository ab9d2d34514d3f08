import type { Timeline } from './timeline';

/** The timelines that have to leave memory, those not asked for longest first; never the newest, nor one that is followed. */
export function excess(timelines: readonly Timeline[], newest: Timeline, mostSystems: number): Timeline[] {
  const oldestFirst = [...timelines].sort((one, other) => one.usedAt - other.usedAt);
  let systems = oldestFirst.reduce((sum, { board }) => sum + board.systems.size, 0);
  return oldestFirst.filter((timeline) => {
    if (systems <= mostSystems || timeline === newest || timeline.isFollowed) return false;
    systems -= timeline.board.systems.size;
    return true;
  });
}
