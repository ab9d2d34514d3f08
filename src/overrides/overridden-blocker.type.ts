import { Field, ObjectType } from 'type-graphql';
import type { OverriddenBlocker } from '../domain/marks';
import type { BlockerKind } from '../domain/words';
import { BlockerKindEnum } from '../systems/dependency.enum';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';

@ObjectType('OverriddenBlocker', { description: 'A blocker that an override names: by its kind and object.' })
export class OverriddenBlockerType {
  constructor(
    private readonly view: View,
    private readonly named: OverriddenBlocker,
  ) {}

  @Field(() => BlockerKindEnum, {
    simple: true,
    description: 'What kind of blocker it was at the request; a changed kind is not passed.',
  })
  get kind(): BlockerKind {
    return this.named.kind;
  }

  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'For DEPENDENCY and DEPENDENCY_UNTRUSTED: the dependency.',
  })
  get system(): Shape<'System'> | null {
    return this.view.findSystem(this.named.systemId);
  }

  @Field(() => shape('Milestone'), { simple: true, nullable: true, description: 'For MILESTONE: the milestone.' })
  get milestone(): Shape<'Milestone'> | null {
    return this.view.findMilestone(this.named.milestoneId);
  }
}
