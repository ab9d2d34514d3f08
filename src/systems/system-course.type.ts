import { Field, Int, ObjectType } from 'type-graphql';
import { ContainmentType } from '../containment/containment.type';
import type { Instant } from '../domain/rows';
import type { ServiceLevel, SystemState } from '../domain/words';
import { HangsOn } from '../view/hangs-on';
import { Once } from '../view/once';
import { DateTime } from '../view/scalars';
import { type Shape, shape } from '../view/shapes';
import { SystemFacts } from './system-facts.type';
import { ServiceLevelEnum, SystemStateEnum } from './system.enum';
import { ValidationType } from './validation.type';

/** How far a system is on its way back, and what happened on it. */
@ObjectType()
export abstract class SystemCourse extends SystemFacts {
  @HangsOn('ROWS')
  @Field(() => Int, {
    simple: true,
    description:
      'Position of the last event that changed its row, its own dependencies, its checks or its signature; give it back as expectedVersion.',
  })
  get version(): number {
    return this.row.version;
  }

  @HangsOn('ROWS')
  @Field(() => SystemStateEnum, { simple: true, description: 'How far it is.' })
  get state(): SystemState {
    return this.row.state;
  }

  @HangsOn('ROWS')
  @Field(() => DateTime, { simple: true, description: 'Since when it has been in this state.' })
  get stateSince(): Instant {
    return this.row.stateSince;
  }

  @HangsOn('ROWS')
  @Field(() => ServiceLevelEnum, { simple: true, description: 'What its users get of it now.' })
  get serviceLevel(): ServiceLevel {
    return this.row.serviceLevel;
  }

  @HangsOn('ROWS')
  @Field(() => String, { simple: true, nullable: true, description: 'How its users do without it.' })
  get workaround(): string | null {
    return this.row.workaround;
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => ContainmentType, { simple: true, description: 'What shows that it is safe.' })
  get containment(): ContainmentType {
    return new ContainmentType(this.view, this.index);
  }

  @Once()
  @Field(() => shape('Principal'), { simple: true, nullable: true, description: 'Who made its latest restore.' })
  get restoredBy(): Shape<'Principal'> | null {
    return this.view.context.people.find(this.row.restoredBy);
  }

  @HangsOn('ROWS')
  @Field(() => DateTime, { simple: true, nullable: true, description: 'When its latest restore was done.' })
  get restoredAt(): Instant | null {
    return this.row.restoredAt;
  }

  @HangsOn('ROWS')
  @Field(() => String, { simple: true, nullable: true, description: 'What it was restored from.' })
  get restorePoint(): string | null {
    return this.row.restorePoint;
  }

  @HangsOn('ROWS')
  @Field(() => DateTime, { simple: true, nullable: true, description: 'Of when that is.' })
  get restorePointAt(): Instant | null {
    return this.row.restorePointAt;
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => ValidationType, {
    simple: true,
    nullable: true,
    description: 'The latest attempt to show that it works.',
  })
  get lastValidation(): ValidationType | null {
    return this.row.lastValidation && new ValidationType(this.view, this.row.lastValidation);
  }

  @HangsOn('ROWS')
  @Field(() => Int, { simple: true, description: 'Validation attempts, this one included.' })
  get iteration(): number {
    return this.row.iteration;
  }

  @Field(() => Boolean, { simple: true, description: 'Past its dueAt, and neither ONLINE nor RETIRED.' })
  get overdue(): boolean {
    return this.view.board.isOverdue(this.index);
  }
}
