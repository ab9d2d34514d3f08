import { setMaxListeners } from 'node:events';
import { createPubSub } from '@graphql-yoga/subscription';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { In } from 'typeorm';
import { cursorOf, placeOf } from '../rows';
import { ContainmentCheck, Dependency, Event, Milestone, Plant, System } from './entities';
import type { Context } from './loaders';

@ObjectType()
class PageInfo {
  @Field()
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

@ObjectType()
class SystemEdge {
  @Field()
  cursor!: string;

  @Field(() => System)
  node!: System;
}

@ObjectType()
class SystemConnection {
  @Field(() => Int)
  totalCount!: number;

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => [SystemEdge])
  edges!: SystemEdge[];
}

@ObjectType()
class EventNow {
  @Field()
  type!: string;
}

@ObjectType()
class SystemChange {
  @Field(() => Int)
  position!: number;

  @Field(() => EventNow)
  event!: EventNow;

  @Field(() => System)
  system!: System;
}

// a dashboard on each of a thousand sockets is no leak
const eventTarget = new EventTarget();
setMaxListeners(0, eventTarget);

export const pubSub = createPubSub<{ SYSTEM_CHANGED: [plant: string, change: SystemChange] }>({
  eventTarget: eventTarget as never,
});

@Resolver(() => Plant)
export class PlantResolver {
  @Query(() => Plant, { nullable: true })
  plant(@Arg('id', () => ID) id: string, @Ctx() { source }: Context): Promise<Plant | null> {
    return source.getRepository(Plant).findOneBy({ id });
  }

  @FieldResolver(() => [System])
  systems(@Root() plant: Plant, @Ctx() { source }: Context): Promise<System[]> {
    return source.getRepository(System).find({ where: { plantId: plant.id }, order: { name: 'ASC' } });
  }
}

@Resolver(() => Dependency)
export class DependencyResolver {
  @FieldResolver(() => System)
  system(@Root() dependency: Dependency, @Ctx() { loaders }: Context): Promise<System> {
    return loaders.system.load(dependency.systemId);
  }

  @FieldResolver(() => System)
  dependsOn(@Root() dependency: Dependency, @Ctx() { loaders }: Context): Promise<System> {
    return loaders.system.load(dependency.dependsOnId);
  }
}

@Resolver(() => System)
export class SystemResolver {
  @Query(() => System, { nullable: true })
  system(@Arg('id', () => ID) id: string, @Ctx() { source }: Context): Promise<System | null> {
    return source.getRepository(System).findOneBy({ id });
  }

  @Query(() => SystemConnection)
  async systems(
    @Arg('plant', () => ID) plantId: string,
    @Arg('states', () => [String]) states: string[],
    @Arg('first', () => Int, { defaultValue: 50 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { source }: Context,
  ): Promise<SystemConnection> {
    const matching = source
      .getRepository(System)
      .createQueryBuilder('s')
      .where({ plantId, state: In(states) });
    const [tier, key] = placeOf(after);
    const page = matching.clone().andWhere('(s.tier, s.key) > (:tier, :key)', { tier, key });
    const [rows, totalCount] = await Promise.all([
      page
        .orderBy('s.tier')
        .addOrderBy('s.key')
        .limit(first + 1)
        .getMany(),
      matching.getCount(),
    ]);
    const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(node), node }));
    const pageInfo = { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null };
    return { totalCount, pageInfo, edges };
  }

  @FieldResolver(() => [Dependency])
  dependencies(@Root() system: System, @Ctx() { loaders }: Context): Promise<Dependency[]> {
    return loaders.dependencies.load(system.id);
  }

  @FieldResolver(() => [Dependency])
  dependents(@Root() system: System, @Ctx() { loaders }: Context): Promise<Dependency[]> {
    return loaders.dependents.load(system.id);
  }

  @FieldResolver(() => [ContainmentCheck])
  checks(@Root() system: System, @Ctx() { loaders }: Context): Promise<ContainmentCheck[]> {
    return loaders.checks.load(system.id);
  }

  @FieldResolver(() => [Milestone])
  async milestones(@Root() system: System, @Ctx() { loaders }: Context): Promise<Milestone[]> {
    return (await loaders.milestones.load(system.id)).map(({ milestone }) => milestone);
  }

  @Mutation(() => System)
  async changeState(
    @Arg('id', () => ID) id: string,
    @Arg('from') from: string,
    @Arg('to') to: string,
    @Ctx() context: Context,
  ): Promise<System> {
    return (await changeAll(context, [id], from, to))[0]!;
  }

  @Mutation(() => [System])
  changeStates(
    @Arg('ids', () => [ID]) ids: string[],
    @Arg('from') from: string,
    @Arg('to') to: string,
    @Ctx() context: Context,
  ): Promise<System[]> {
    return changeAll(context, ids, from, to);
  }

  @Subscription(() => SystemChange, { topics: 'SYSTEM_CHANGED', topicId: ({ args }) => String(args.plant) })
  systemChanged(@Arg('plant', () => ID) _plant: string, @Root() change: SystemChange): SystemChange {
    return change;
  }
}

async function changeAll({ source }: Context, ids: string[], from: string, to: string): Promise<System[]> {
  const changes = await source.transaction(async (tx) => {
    const done: SystemChange[] = [];
    for (const id of ids) {
      const step = { state: to, stateSince: new Date(), version: () => 'version + 1' };
      const { affected } = await tx.update(System, { id, state: from }, step);
      if (affected !== 1) throw new Error(`the system is not ${from}`);
      const system = await tx.findOneByOrFail(System, { id });
      const { incidentId, plantId } = system;
      const event = tx.create(Event, {
        incidentId,
        plantId,
        systemId: id,
        type: to,
        actor: 'bench',
        data: { from, to },
      });
      const { id: position } = await tx.save(event);
      done.push({ position: Number(position), event: { type: to }, system });
    }
    return done;
  });
  for (const change of changes) pubSub.publish('SYSTEM_CHANGED', change.system.plantId, change);
  return changes.map(({ system }) => system);
}
