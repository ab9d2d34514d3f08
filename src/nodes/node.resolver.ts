import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { mayRead } from '../domain/permission';
import type { Uuid } from '../domain/rows';
import { findNode } from '../log/node.store';
import { findNote } from '../log/note.store';
import type { RequestContext } from '../view/context';
import { NodeType } from '../view/node.type';
import type { View } from '../view/view';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

@Resolver()
export class NodeResolver {
  @Query(() => NodeType, {
    nullable: true,
    description: 'Any object by its UUID (Relay object identification).',
  })
  async node(
    @Arg('id', () => ID, { description: 'Its UUID.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<NodeType | null> {
    if (!uuid.test(id)) return null;
    const name = id.toLowerCase();
    return principal(context, name) ?? (await inMemory(context, name)) ?? (await inPostgres(context, name));
  }
}

function principal({ directory, people }: RequestContext, id: Uuid): NodeType | null {
  return directory.principal(id) ? people.principal(id) : null;
}

async function inMemory({ keeper, viewer, views }: RequestContext, id: Uuid): Promise<NodeType | null> {
  const incident = keeper.incidents().find((entry) => entry.id === id);
  if (incident && mayRead(viewer, id)) return (await views.find(id))?.incident ?? null;
  for (const board of keeper.boards().filter((loaded) => mayRead(viewer, loaded.id))) {
    const view = await views.find(board.id);
    const found = board.id === id ? view?.incident : view && objectOf(view, id);
    if (found) return found;
  }
  return null;
}

function objectOf(view: View, id: Uuid): NodeType | null {
  return (
    view.findSystem(id) ??
    view.findPlant(id) ??
    view.findLine(id) ??
    view.findMilestone(id) ??
    view.findHold(id) ??
    view.findOverride(id) ??
    view.findDependency(id)
  );
}

async function inPostgres({ keeper, records, viewer, views }: RequestContext, id: Uuid): Promise<NodeType | null> {
  const readable = keeper.incidents().filter((incident) => mayRead(viewer, incident.id));
  const place = await findNode(
    records,
    id,
    readable.map((incident) => incident.id),
  );
  const view = place && (await views.find(place.incidentId));
  if (!view) return null;
  if (place.event === null) return objectOf(view, id) ?? noteOf(view, id);
  return place.event.position <= view.board.position ? view.event(place.event) : null;
}

async function noteOf(view: View, id: Uuid): Promise<NodeType | null> {
  const { id: incidentId, position: upTo } = view.board;
  const row = await findNote(view.context.records, { incidentId, id, upTo });
  return row && view.note(row);
}
