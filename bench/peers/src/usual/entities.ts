import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

@ObjectType()
@Entity({ schema: 'peer', name: 'plant' })
export class Plant {
  @Field(() => ID)
  @PrimaryColumn('uuid')
  id!: string;

  @Field()
  @Column('text')
  key!: string;

  @Field()
  @Column('text')
  name!: string;
}

@ObjectType()
@Entity({ schema: 'peer', name: 'system' })
export class System {
  @Field(() => ID)
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'incident_id' })
  incidentId!: string;

  @Column('uuid', { name: 'plant_id' })
  plantId!: string;

  @Field()
  @Column('text')
  key!: string;

  @Field()
  @Column('text')
  name!: string;

  @Field(() => Int)
  @Column('int')
  tier!: number;

  @Field()
  @Column('text')
  zone!: string;

  @Field()
  @Column('text')
  state!: string;

  @Column('timestamptz', { name: 'state_since' })
  stateSince!: Date;

  @Field()
  @Column('text', { name: 'containment_status' })
  containmentStatus!: string;

  @Field(() => Int)
  @Column('int')
  version!: number;
}

@ObjectType()
@Entity({ schema: 'peer', name: 'dependency' })
export class Dependency {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'system_id' })
  systemId!: string;

  @Column('uuid', { name: 'depends_on_id' })
  dependsOnId!: string;

  @Field()
  @Column('text')
  strength!: string;

  @Field()
  @Column('text', { name: 'required_state' })
  requiredState!: string;
}

@ObjectType()
@Entity({ schema: 'peer', name: 'containment_check' })
export class ContainmentCheck {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'system_id' })
  systemId!: string;

  @Field()
  @Column('text')
  kind!: string;

  @Field()
  @Column('text')
  outcome!: string;
}

@ObjectType()
@Entity({ schema: 'peer', name: 'milestone' })
export class Milestone {
  @PrimaryColumn('uuid')
  id!: string;

  @Field()
  @Column('text')
  key!: string;

  @Field()
  @Column('text')
  name!: string;

  @Field()
  @Column('boolean')
  gate!: boolean;

  @Field(() => Date, { nullable: true })
  @Column('timestamptz', { name: 'achieved_at', nullable: true })
  achievedAt!: Date | null;
}

@Entity({ schema: 'peer', name: 'milestone_system' })
export class MilestoneSystem {
  @PrimaryColumn('uuid', { name: 'milestone_id' })
  milestoneId!: string;

  @PrimaryColumn('uuid', { name: 'system_id' })
  systemId!: string;

  @ManyToOne(() => Milestone)
  @JoinColumn({ name: 'milestone_id' })
  milestone!: Relation<Milestone>;
}

@Entity({ schema: 'peer', name: 'event' })
export class Event {
  @PrimaryColumn('bigint', { generated: 'identity' })
  id!: string;

  @Column('uuid', { name: 'incident_id' })
  incidentId!: string;

  @Column('uuid', { name: 'system_id' })
  systemId!: string;

  @Column('uuid', { name: 'plant_id' })
  plantId!: string;

  @Column('text')
  type!: string;

  @Column('text')
  actor!: string;

  @Column('jsonb')
  data!: object;
}
