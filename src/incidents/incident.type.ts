import { Args, Field, ObjectType } from 'type-graphql';
import type { Progress } from '../board/progress';
import { OverridesArgs, isOfStatus } from '../overrides/override.args';
import { planYaml } from '../plans/write';
import { SystemConnection, SystemsArgs, systemPage } from '../systems/system-page.type';
import { NamedArgs } from '../view/named.args';
import { NodeType } from '../view/node.type';
import { Once } from '../view/once';
import { type Shape, registerShape, shape } from '../view/shapes';
import { IncidentFacts } from './incident-facts.type';
import { ProgressType } from './progress.type';

@ObjectType('Incident', { implements: NodeType, description: 'One attack and the recovery from it.' })
export class IncidentType extends IncidentFacts implements NodeType {
  @Once()
  @Field(() => [shape('Plant')], { simple: true, description: 'The sites of the company, by key.' })
  get plants(): Shape<'Plant'>[] {
    return this.view.list({ length: this.view.board.plants.size }, (_, index) => this.view.plant(index));
  }

  @Field(() => SystemConnection, { simple: true, description: 'What must come back, a page of it.' })
  systems(@Args(() => SystemsArgs) args: SystemsArgs): ReturnType<typeof systemPage> {
    return systemPage(this.view, args);
  }

  @Once()
  @Field(() => [shape('Milestone')], { simple: true, description: 'The named goals on the way back, by key.' })
  get milestones(): Shape<'Milestone'>[] {
    return this.view.list({ length: this.view.board.milestones.size }, (_, index) => this.view.milestone(index));
  }

  @Once()
  @Field(() => [shape('Hold')], { simple: true, description: 'Every stop sign that stands, oldest first.' })
  get holds(): Shape<'Hold'>[] {
    return this.view.holds(this.view.board.holds);
  }

  @Field(() => [shape('Override')], { simple: true, description: 'Every override that was requested, oldest first.' })
  overrides(@Args(() => OverridesArgs) { status }: OverridesArgs): Shape<'Override'>[] {
    const { board } = this.view;
    return this.view.overrides(board.overrides.filter(isOfStatus(status, board.now)));
  }

  @Once()
  @Field(() => ProgressType, { simple: true, description: 'The counters of all its systems.' })
  get progress(): Progress {
    return this.view.board.progressOf(null);
  }

  @Field(() => shape('Plant'), { simple: true, nullable: true, description: 'One plant; null when there is none.' })
  plant(@Args(() => NamedArgs) { id }: NamedArgs): Shape<'Plant'> | null {
    return this.view.findPlant(id);
  }

  @Field(() => shape('System'), { simple: true, nullable: true, description: 'One system; null when there is none.' })
  system(@Args(() => NamedArgs) { id }: NamedArgs): Shape<'System'> | null {
    return this.view.findSystem(id);
  }

  @Field(() => shape('Line'), { simple: true, nullable: true, description: 'One line; null when there is none.' })
  line(@Args(() => NamedArgs) { id }: NamedArgs): Shape<'Line'> | null {
    return this.view.findLine(id);
  }

  @Field(() => shape('Milestone'), {
    simple: true,
    nullable: true,
    description: 'One milestone; null when there is none.',
  })
  milestone(@Args(() => NamedArgs) { id }: NamedArgs): Shape<'Milestone'> | null {
    return this.view.findMilestone(id);
  }

  @Once()
  @Field(() => String, { simple: true, description: 'The plan document that would recreate the topology, as YAML.' })
  get planDocument(): string {
    return planYaml(this.view.board);
  }
}

registerShape('Incident', IncidentType);
