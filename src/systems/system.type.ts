import { Args, ArgsType, Field, ObjectType } from 'type-graphql';
import { type ConnectionOf, pageArgsOf } from '../view/connection';
import { Grounded, HangsOn } from '../view/hangs-on';
import { NodeType } from '../view/node.type';
import { Once } from '../view/once';
import { type Shape, registerShape, shape } from '../view/shapes';
import { DependencyConnection, dependencyPage } from './system-page.type';
import { SystemStanding } from './system-standing.type';

@ArgsType()
class DependentsArgs extends pageArgsOf(100) {}

@Grounded()
@ObjectType('System', {
  implements: NodeType,
  description: 'Something that must come back: an application, a platform, a controller.',
})
export class SystemType extends SystemStanding implements NodeType {
  @Once()
  @HangsOn('ROWS')
  @Field(() => [shape('Dependency')], { simple: true, description: 'What it waits for.' })
  get dependencies(): Shape<'Dependency'>[] {
    return this.view.dependencies(this.view.board.dependenciesOf(this.index));
  }

  @HangsOn('ROWS')
  @Field(() => DependencyConnection, { simple: true, description: 'What waits for it.' })
  dependents(@Args(() => DependentsArgs) args: DependentsArgs): ConnectionOf<'Dependency'> {
    return dependencyPage(this.view, this.view.board.dependentsOf(this.index), args);
  }

  @Once()
  @Field(() => [shape('Line')], { simple: true, description: 'Production lines that need it.' })
  get lines(): Shape<'Line'>[] {
    return this.view.lines(this.view.board.linesNeeding(this.index));
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => [shape('Milestone')], { simple: true, description: 'Milestones that need it.' })
  get milestones(): Shape<'Milestone'>[] {
    return this.view.milestones(this.view.board.milestonesNeeding(this.index));
  }

  @Once()
  @HangsOn('ROWS')
  @Field(() => [shape('Milestone')], { simple: true, description: 'Milestones that it waits for.' })
  get after(): Shape<'Milestone'>[] {
    return this.view.milestones(this.view.board.afterOf(this.index));
  }

  @Once()
  @Field(() => [shape('Hold')], { simple: true, description: 'On it, on its plant and on the incident.' })
  get holds(): Shape<'Hold'>[] {
    return this.view.holds(this.view.board.holdsOn(this.index));
  }
}

registerShape('System', SystemType);
