import { Field, ObjectType } from 'type-graphql';
import type { DependencyRow, Uuid } from '../domain/rows';
import type { DependencyKind, DependencyStrength, SystemState } from '../domain/words';
import { Grounded, HangsOn } from '../view/hangs-on';
import { NodeType } from '../view/node.type';
import { Once } from '../view/once';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { DependencyKindEnum, DependencyStrengthEnum } from './dependency.enum';
import { SystemStateEnum } from './system.enum';

@Grounded()
@ObjectType('Dependency', { implements: NodeType, description: 'One system waits for another one.' })
export class DependencyType implements NodeType, Grounded {
  private readonly row: DependencyRow;

  constructor(
    readonly view: View,
    readonly index: number,
  ) {
    this.row = view.board.dependencies.at(index);
  }

  get grounds(): [number, number] {
    const { board } = this.view;
    return [board.waiterOf(this.index), board.targetOf(this.index)];
  }

  get id(): Uuid {
    return this.row.id;
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => shape('System'), { simple: true, description: 'The one that waits.' })
  get system(): Shape<'System'> {
    return this.view.system(this.view.board.waiterOf(this.index));
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => shape('System'), { simple: true, description: 'The one that it needs first.' })
  get dependsOn(): Shape<'System'> {
    return this.view.system(this.view.board.targetOf(this.index));
  }

  @HangsOn('ROWS')
  @Field(() => DependencyStrengthEnum, {
    simple: true,
    description: 'Whether it can keep the system from going ONLINE.',
  })
  get strength(): DependencyStrength {
    return this.row.strength;
  }

  @HangsOn('ROWS')
  @Field(() => DependencyKindEnum, { simple: true, description: 'What the system needs the other one for.' })
  get kind(): DependencyKind {
    return this.row.kind;
  }

  @HangsOn('ROWS')
  @Field(() => SystemStateEnum, {
    simple: true,
    description: 'The state from which dependsOn is good enough: RESTORED, VALIDATED or ONLINE.',
  })
  get requiredState(): SystemState {
    return this.row.requiredState;
  }

  @HangsOn('ROWS')
  @Field(() => Boolean, {
    simple: true,
    description: 'Whether dependsOn has reached the required state; whether it can be trusted, blockers say.',
  })
  get satisfied(): boolean {
    return this.view.board.isSatisfied(this.index);
  }

  @HangsOn('ROWS')
  @Field(() => String, { simple: true, nullable: true, description: 'Why it is there, where somebody said so.' })
  get reason(): string | null {
    return this.row.reason;
  }
}

registerShape('Dependency', DependencyType);
