import type { EventFilter as FollowedFilter } from '../log/follow-events';
import type { View } from '../view/view';
import type { EventFilter } from './event.input';

/** A filter with UUIDs for what it names; null where that is not there, so that nothing matches. */
export function eventFilterOf(view: View, filter: EventFilter | null | undefined): FollowedFilter | null {
  const system = filter?.system == null ? undefined : view.findSystem(filter.system);
  const plant = filter?.plant == null ? undefined : view.findPlant(filter.plant);
  if (system === null || plant === null) return null;
  return { types: filter?.types ?? undefined, systemId: system?.id, plantId: plant?.id };
}

// No event has this type: who follows what is not there hears nothing.
const nothing: FollowedFilter = { types: [] };

/** The same for a follower. */
export function followedFilter(view: View, filter: EventFilter | null | undefined): FollowedFilter {
  return eventFilterOf(view, filter) ?? nothing;
}
