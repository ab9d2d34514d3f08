import { Args, Field, ObjectType } from 'type-graphql';
import type { Progress } from '../board/progress';
import type { Uuid } from '../domain/rows';
import type { PlantStatus } from '../domain/words';
import { ProgressType } from '../incidents/progress.type';
import { SystemConnection, SystemsArgs, systemPage } from '../systems/system-page.type';
import { NodeType } from '../view/node.type';
import { Once } from '../view/once';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { PlantStatusEnum } from './plant.enum';

@ObjectType('Plant', { implements: NodeType, description: 'A site of the company.' })
export class PlantType implements NodeType {
  constructor(
    readonly view: View,
    readonly index: number,
  ) {}

  private get row() {
    return this.view.board.plants.at(this.index);
  }

  get id(): Uuid {
    return this.row.id;
  }

  @Field(() => shape('Incident'), { simple: true, description: 'The incident that it belongs to.' })
  get incident(): Shape<'Incident'> {
    return this.view.incident;
  }

  @Field(() => String, { simple: true, description: 'Its key in the plan, unique among the plants of the incident.' })
  get key(): string {
    return this.row.key;
  }

  @Field(() => String, { simple: true, description: 'Its name.' })
  get name(): string {
    return this.row.name;
  }

  @Field(() => PlantStatusEnum, { simple: true, description: 'Whether it could produce.' })
  get status(): PlantStatus {
    return this.view.board.plantStatusOf(this.index);
  }

  @Once()
  @Field(() => ProgressType, { simple: true, description: 'The counters of its own systems.' })
  get progress(): Progress {
    return this.view.board.progressOf(this.index);
  }

  @Once()
  @Field(() => [shape('Line')], { simple: true, description: 'Its production lines, by key.' })
  get lines(): Shape<'Line'>[] {
    return this.view.lines(this.view.board.linesOfPlant(this.index));
  }

  @Field(() => SystemConnection, { simple: true, description: 'Its own systems, a page of them.' })
  systems(@Args(() => SystemsArgs) args: SystemsArgs): ReturnType<typeof systemPage> {
    return systemPage(this.view, args, this.index);
  }

  @Once()
  @Field(() => [shape('Milestone')], { simple: true, description: 'The milestones that are of this plant.' })
  get milestones(): Shape<'Milestone'>[] {
    return this.view.milestones(this.view.board.milestonesOfPlant(this.index));
  }

  @Once()
  @Field(() => [shape('Hold')], { simple: true, description: 'Holds on the plant itself; they hold all its systems.' })
  get holds(): Shape<'Hold'>[] {
    return this.view.holds(this.view.board.holdsOfPlant(this.index));
  }
}

registerShape('Plant', PlantType);
