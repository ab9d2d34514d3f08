import { Field, ObjectType } from 'type-graphql';
import type { Risk } from '../domain/risks';
import type { RiskKind } from '../domain/words';
import { Once } from '../view/once';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { RiskKindEnum } from './risk.enum';

@ObjectType('Risk', { description: 'Why something that is there should not be trusted as it is.' })
export class RiskType {
  constructor(
    private readonly view: View,
    private readonly risk: Risk,
  ) {}

  @Field(() => RiskKindEnum, { simple: true, description: 'What kind of reason.' })
  get kind(): RiskKind {
    return this.risk.kind;
  }

  @Field(() => String, { simple: true, description: 'One sentence for a person.' })
  get message(): string {
    return this.risk.message;
  }

  @Once()
  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'Where the fault lies: the dependency, the system that a line lacks, or the system itself.',
  })
  get system(): Shape<'System'> | null {
    return this.view.findSystem(this.risk.systemId);
  }
}
