import { Args, ArgsType, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { countEvents, findEvents } from '../log/event.store';
import { IncidentType } from '../incidents/incident.type';
import { SystemType } from '../systems/system.type';
import { Awaited } from '../view/awaited';
import { pageArgsOf } from '../view/connection';
import type { RequestContext } from '../view/context';
import { EventsArgs } from './event.input';
import { EventConnection, EventPage, forwardStretch, stretchOf } from './event-page.type';

@ArgsType()
class SystemEventsArgs extends pageArgsOf(20) {}

@Resolver(() => IncidentType)
export class IncidentEventsResolver {
  @Awaited()
  @FieldResolver(() => EventConnection, { description: 'Its log, oldest first, a page of it.' })
  async events(
    @Root() { view }: IncidentType,
    @Args(() => EventsArgs) args: EventsArgs,
    @Ctx() { records }: RequestContext,
  ): Promise<EventPage> {
    const stretch = stretchOf(view, args, 50);
    const read = stretch ? await findEvents(records, view.board.id, stretch.query) : [];
    return new EventPage(view, stretch, read);
  }
}

@Resolver(() => SystemType)
export class SystemEventsResolver {
  @Awaited()
  @FieldResolver(() => EventConnection, { description: 'The events about it, oldest first, a page of them.' })
  async events(
    @Root() system: SystemType,
    @Args(() => SystemEventsArgs) args: SystemEventsArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<EventPage> {
    const { view, id } = system;
    const { query, size } = forwardStretch(view, args, 20);
    const request = { incidentId: view.board.id, query: { ...query, systemId: id } };
    return new EventPage(view, { query: request.query, size }, await loaders.systemEvents.load(request));
  }
}

@Resolver(() => EventConnection)
export class EventConnectionResolver {
  @Awaited()
  @FieldResolver(() => Int, { description: 'How many events the whole list has, filter applied.' })
  async totalCount(@Root() page: EventPage, @Ctx() { records }: RequestContext): Promise<number> {
    return page.stretch ? countEvents(records, page.incidentId, page.stretch.query) : 0;
  }
}
