import { Args, ArgsType, Ctx, Field, Query, Resolver } from 'type-graphql';
import type { CatalogueEntry } from '../board/catalogue';
import { mayRead } from '../domain/permission';
import type { IncidentStatus } from '../domain/words';
import { type ConnectionOf, connectionOf, pageArgsOf } from '../view/connection';
import type { RequestContext } from '../view/context';
import { Cut, Page } from '../view/page';
import type { Shape } from '../view/shapes';
import { IncidentStatusEnum } from './incident.enum';

const IncidentConnection = connectionOf('Incident', 'incidents');

@ArgsType()
class IncidentsArgs extends pageArgsOf(20) {
  @Field(() => IncidentStatusEnum, { nullable: true, description: 'Of this status; of any where left out.' })
  status?: IncidentStatus | null;
}

@Resolver()
export class IncidentsResolver {
  @Query(() => IncidentConnection, {
    description: 'The incidents that the viewer may see, the newest declaration first.',
  })
  async incidents(
    @Args(() => IncidentsArgs) args: IncidentsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionOf<'Incident'>> {
    const cut = new Cut(listingFor(context, args.status), args, 20);
    const shown = await incidentsOf(context, cut.items);
    return new Page(cut, (entry) => shown.get(entry) as Shape<'Incident'>, context.budget);
  }
}

function listingFor({ keeper, viewer }: RequestContext, status: IncidentStatus | null | undefined) {
  return {
    // as if the others were not there: their cursors are no cursors of this list
    items: keeper.incidents().filter(({ id }) => mayRead(viewer, id)),
    order: 'DECLARED',
    nameOf: (entry: CatalogueEntry) => entry.id,
    matches: (entry: CatalogueEntry) => !status || entry.status === status,
  };
}

async function incidentsOf({ views }: RequestContext, entries: readonly CatalogueEntry[]) {
  const found = await Promise.all(entries.map((entry) => views.find(entry.id)));
  return new Map(entries.map((entry, place) => [entry, found[place]?.incident]));
}
