import { Arg, Args, ArgsType, Ctx, Field, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { readDocument } from '../plans/read';
import { type RequestContext, commandsOf } from '../view/context';
import { given } from '../view/given';
import { HangsOn } from '../view/hangs-on';
import { type Shape, shape } from '../view/shapes';
import { declareIncident } from './incident.commands';
import { DeclareIncidentInput } from './incident.input';
import { IncidentPayload } from './incident.payload';

const atLeastDescription =
  'Wait, two seconds at most, until the answer reflects this position; POSITION_NOT_REACHED when it does not.';

@ArgsType()
class IncidentArgs {
  @Field(() => ID, { description: 'Its UUID or key.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: atLeastDescription })
  atLeast?: number | null;
}

@ArgsType()
class WithinArgs extends IncidentArgs {
  @Field(() => ID, { description: 'The incident, by UUID or key.' })
  incident!: string;
}

@Resolver()
export class IncidentResolver {
  @Query(() => shape('Incident'), {
    nullable: true,
    description: `One incident, by UUID or key. Null when it does not exist or the viewer may not see it. \`atLeast\`: wait, two seconds at
most, until the answer reflects this position: read your own write on any server process.`,
  })
  async incident(
    @Args(() => IncidentArgs) { id, atLeast }: IncidentArgs,
    @Ctx() { views }: RequestContext,
  ): Promise<Shape<'Incident'> | null> {
    return (await views.find(id, atLeast))?.incident ?? null;
  }

  @HangsOn('ROWS')
  @Query(() => shape('System'), {
    nullable: true,
    description: 'One system of an incident. Null when it does not exist or the viewer may not see it.',
  })
  async system(
    @Args(() => WithinArgs) { incident, id, atLeast }: WithinArgs,
    @Ctx() { views }: RequestContext,
  ): Promise<Shape<'System'> | null> {
    return (await views.find(incident, atLeast))?.findSystem(id) ?? null;
  }

  @Query(() => shape('Plant'), {
    nullable: true,
    description: 'One plant of an incident. Null when it does not exist or the viewer may not see it.',
  })
  async plant(
    @Args(() => WithinArgs) { incident, id, atLeast }: WithinArgs,
    @Ctx() { views }: RequestContext,
  ): Promise<Shape<'Plant'> | null> {
    return (await views.find(incident, atLeast))?.findPlant(id) ?? null;
  }

  @HangsOn('ROWS')
  @Query(() => shape('Milestone'), {
    nullable: true,
    description: 'One milestone of an incident. Null when it does not exist or the viewer may not see it.',
  })
  async milestone(
    @Args(() => WithinArgs) { incident, id, atLeast }: WithinArgs,
    @Ctx() { views }: RequestContext,
  ): Promise<Shape<'Milestone'> | null> {
    return (await views.find(incident, atLeast))?.findMilestone(id) ?? null;
  }

  @Mutation(() => IncidentPayload, { description: 'Begin a recovery, or the rehearsal of one.' })
  async declareIncident(
    @Arg('input', { description: 'What is known of it.' }) input: DeclareIncidentInput,
    @Ctx() context: RequestContext,
  ): Promise<IncidentPayload> {
    const { plan, ...incident } = given(input);
    const document = plan ? await readDocument(plan.format ?? 'BLACKSTART', plan.content) : null;
    return new IncidentPayload(context, await declareIncident(commandsOf(context), incident, document));
  }
}
