import { Field, ID, InputType, Int } from 'type-graphql';
import { ContainmentStatusEnum } from '../containment/containment.enum';
import type { ContainmentStatus, SystemState, Zone } from '../domain/words';
import type { SystemFilter } from '../view/system-filter';
import { SystemStateEnum, ZoneEnum } from './system.enum';

@InputType('SystemFilter', {
  description: 'Which systems: those for which everything that is given holds. An empty list matches none.',
})
export class SystemFilterInput implements SystemFilter {
  @Field(() => ID, { nullable: true, description: 'Of this plant, by UUID or key.' })
  plant?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of this team, by UUID or key.' })
  team?: string | null;

  @Field(() => [SystemStateEnum], { nullable: true, description: 'In one of these states.' })
  states?: SystemState[] | null;

  @Field(() => [ZoneEnum], { nullable: true, description: 'In one of these zones.' })
  zones?: Zone[] | null;

  @Field(() => Int, { nullable: true, description: 'Of this tier or a lower number.' })
  maxTier?: number | null;

  @Field(() => [ContainmentStatusEnum], { nullable: true, description: 'Whose containment stands at one of these.' })
  containment?: ContainmentStatus[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it could be brought online now.' })
  ready?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a DEPENDENCY, DEPENDENCY_UNTRUSTED, MILESTONE or HOLD blocker holds it back.',
  })
  blocked?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is ONLINE and has risks.' })
  atRisk?: boolean | null;

  @Field(() => String, { nullable: true, description: 'With this tag.' })
  tag?: string | null;

  @Field(() => String, { nullable: true, description: 'Words in key or name.' })
  search?: string | null;
}
