import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../view/context';
import { Awaited } from '../view/awaited';
import { type Shape, shape } from '../view/shapes';
import { GrantType } from './grant.type';

/** What a grant is limited to: an incident that may not be in memory yet. */
@Resolver(() => GrantType)
export class GrantResolver {
  @Awaited()
  @FieldResolver(() => shape('Incident'), { nullable: true, description: 'The incident that it is for; null: all.' })
  async incident(@Root() { grant }: GrantType, @Ctx() { views }: RequestContext): Promise<Shape<'Incident'> | null> {
    return grant.incidentId === null ? null : ((await views.find(grant.incidentId))?.incident ?? null);
  }

  @Awaited()
  @FieldResolver(() => shape('Plant'), {
    nullable: true,
    description: 'The plant of that incident that it is for; null: all.',
  })
  async plant(@Root() { grant }: GrantType, @Ctx() { views }: RequestContext): Promise<Shape<'Plant'> | null> {
    return grant.incidentId === null ? null : ((await views.find(grant.incidentId))?.findPlant(grant.plantId) ?? null);
  }
}
