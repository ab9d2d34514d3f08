import { Field, Int, ObjectType } from 'type-graphql';
import type { Instant, Link, SystemRow, TeamRow, Uuid } from '../domain/rows';
import type { Zone } from '../domain/words';
import { TeamType } from '../incidents/team.type';
import { type Grounded, HangsOn } from '../view/hangs-on';
import { Once } from '../view/once';
import { DateTime } from '../view/scalars';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { EstimateType } from './estimate.type';
import { LinkType } from './link.type';
import { ZoneEnum } from './system.enum';

/** What a plan says about a system: it stays the same while the system comes back. */
@ObjectType()
export abstract class SystemFacts implements Grounded {
  constructor(
    readonly view: View,
    readonly index: number,
  ) {}

  // not before it is asked for: where a kept text is served, the row is never looked at
  protected get row(): SystemRow {
    return this.view.board.systems.at(this.index);
  }

  get grounds(): [number] {
    return [this.index];
  }

  get id(): Uuid {
    return this.row.id;
  }

  @Once()
  @Field(() => shape('Incident'), { simple: true, description: 'The incident that it belongs to.' })
  get incident(): Shape<'Incident'> {
    return this.view.incident;
  }

  @HangsOn('ROWS')
  @Field(() => String, { simple: true, description: 'Its key in the plan, unique among the systems of the incident.' })
  get key(): string {
    return this.row.key;
  }

  @HangsOn('ROWS')
  @Field(() => String, { simple: true, description: 'Its name.' })
  get name(): string {
    return this.row.name;
  }

  @HangsOn('ROWS')
  @Field(() => String, { simple: true, nullable: true, description: 'What it is and does.' })
  get description(): string | null {
    return this.row.description;
  }

  @HangsOn('ROWS')
  @Field(() => Int, { simple: true, description: '0 = everything rests on it.' })
  get tier(): number {
    return this.row.tier;
  }

  @HangsOn('ROWS')
  @Field(() => ZoneEnum, { simple: true, description: 'Where in the network it sits.' })
  get zone(): Zone {
    return this.row.zone;
  }

  @Once()
  @Field(() => shape('Plant'), {
    simple: true,
    nullable: true,
    description: 'Null for a system that serves the whole company.',
  })
  get plant(): Shape<'Plant'> | null {
    return this.view.findPlant(this.row.plantId);
  }

  @Once()
  @Field(() => TeamType, { simple: true, nullable: true, description: 'Who restores it.' })
  get team(): TeamRow | null {
    return this.view.findTeam(this.row.teamId);
  }

  @HangsOn('ROWS')
  @Field(() => Boolean, { simple: true, description: "Its plant can't produce without it." })
  get essential(): boolean {
    return this.row.essential;
  }

  @HangsOn('ROWS')
  @Field(() => Boolean, { simple: true, description: 'People can be hurt when it does not do what it should.' })
  get safety(): boolean {
    return this.row.safety;
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => [String], { simple: true, description: 'Words to find it by.' })
  get tags(): string[] {
    return this.row.tags;
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => [LinkType], { simple: true, description: 'Where to read more, such as its recovery instructions.' })
  get links(): Link[] {
    return this.row.links;
  }

  @HangsOn('ROWS')
  @Field(() => Int, {
    simple: true,
    nullable: true,
    description: 'Recovery time objective, in minutes from declaredAt; null: none.',
  })
  get rtoMinutes(): number | null {
    return this.row.rtoMinutes;
  }

  @HangsOn('ROWS')
  @Field(() => Int, { simple: true, nullable: true, description: 'Maximum tolerable downtime.' })
  get mtdMinutes(): number | null {
    return this.row.mtdMinutes;
  }

  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description:
      'When it should be ONLINE: declaredAt of the incident and its recovery time objective; null without one.',
  })
  get dueAt(): Instant | null {
    return this.view.board.dueAtOf(this.index);
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => EstimateType, {
    simple: true,
    nullable: true,
    description: 'How long its restore takes; null: not known.',
  })
  get estimate(): EstimateType | null {
    const { optimistic, likely, pessimistic } = this.row;
    if (optimistic === null || likely === null || pessimistic === null) return null;
    return { optimistic, likely, pessimistic };
  }
}
