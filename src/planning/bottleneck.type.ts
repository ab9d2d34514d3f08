import { Field, Int, ObjectType } from 'type-graphql';
import type { Bottleneck } from '../domain/bottlenecks';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';

@ObjectType('Bottleneck', { description: 'A root blocker and how many systems it holds back.' })
export class BottleneckType {
  constructor(
    private readonly view: View,
    private readonly bottleneck: Bottleneck,
  ) {}

  @Field(() => shape('Blocker'), { simple: true, description: 'What somebody can act on.' })
  get blocker(): Shape<'Blocker'> {
    return this.view.blockers([this.bottleneck.blocker])[0] as Shape<'Blocker'>;
  }

  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'Null for a milestone or a hold that is on no single system.',
  })
  get system(): Shape<'System'> | null {
    return this.view.findSystem(this.bottleneck.blocker.systemId);
  }

  @Field(() => Int, {
    simple: true,
    description: 'How many systems that are not online have it among their root blockers, its own system included.',
  })
  get holdsBack(): number {
    return this.bottleneck.holdsBack;
  }
}
