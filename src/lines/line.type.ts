import { Field, ObjectType } from 'type-graphql';
import type { LineRow, Uuid } from '../domain/rows';
import type { LineStatus } from '../domain/words';
import { RiskType } from '../systems/risk.type';
import { NodeType } from '../view/node.type';
import { Once } from '../view/once';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { LineStatusEnum } from './line.enum';

@ObjectType('Line', { implements: NodeType, description: 'A production line of a plant.' })
export class LineType implements NodeType {
  private readonly row: LineRow;

  constructor(
    readonly view: View,
    readonly index: number,
  ) {
    this.row = view.board.lines.at(index);
  }

  get id(): Uuid {
    return this.row.id;
  }

  @Field(() => shape('Incident'), { simple: true, description: 'The incident that it belongs to.' })
  get incident(): Shape<'Incident'> {
    return this.view.incident;
  }

  @Field(() => String, { simple: true, description: 'Its key in the plan, unique among the lines of the incident.' })
  get key(): string {
    return this.row.key;
  }

  @Field(() => String, { simple: true, description: 'Its name.' })
  get name(): string {
    return this.row.name;
  }

  @Once()
  @Field(() => shape('Plant'), { simple: true, description: 'The plant that it stands in.' })
  get plant(): Shape<'Plant'> {
    return this.view.plant(this.view.board.plants.indexOf(this.row.plantId));
  }

  @Field(() => LineStatusEnum, { simple: true, description: 'Whether it could produce, or does.' })
  get status(): LineStatus {
    return this.view.board.lineStatusOf(this.index);
  }

  @Field(() => Boolean, {
    simple: true,
    description: 'As marked by people; only markLineRunning and markLineStopped change it.',
  })
  get running(): boolean {
    return this.row.running;
  }

  @Once()
  @Field(() => [shape('System')], { simple: true, description: 'Systems that must be ONLINE for it.' })
  get systems(): Shape<'System'>[] {
    return this.view.systems(this.view.board.systemsOfLine(this.index));
  }

  @Once()
  @Field(() => [shape('Line')], { simple: true, description: 'Lines whose output this one consumes.' })
  get fedBy(): Shape<'Line'>[] {
    return this.view.lines(this.view.board.feedsOfLine(this.index));
  }

  @Once()
  @Field(() => [shape('Blocker')], { simple: true, description: 'What keeps it from producing.' })
  get blockers(): Shape<'Blocker'>[] {
    return this.view.blockers(this.view.board.lineBlockersOf(this.index));
  }

  @Once()
  @Field(() => [RiskType], {
    simple: true,
    description: 'Marked running while a system that it needs is not online.',
  })
  get risks(): RiskType[] {
    return this.view.list(this.view.board.lineRisksOf(this.index), (risk) => new RiskType(this.view, risk));
  }
}

registerShape('Line', LineType);
