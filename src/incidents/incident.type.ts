import { Args, Field, Int, ObjectType } from 'type-graphql';
import type { Progress } from '../board/progress';
import type { IncidentRow, Instant, TeamRow, Uuid } from '../domain/rows';
import type { IncidentMode, IncidentStatus } from '../domain/words';
import { planYaml } from '../plans/write';
import { SystemConnection, SystemsArgs, systemPage } from '../systems/system-page.type';
import type { ConnectionOf } from '../view/connection';
import { NamedArgs } from '../view/named.args';
import { NodeType } from '../view/node.type';
import { DateTime } from '../view/scalars';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { IncidentModeEnum, IncidentStatusEnum } from './incident.enum';
import { PolicyType } from './policy.type';
import { ProgressType } from './progress.type';
import { TeamType } from './team.type';

@ObjectType('Incident', { implements: NodeType, description: 'One attack and the recovery from it.' })
export class IncidentType implements NodeType {
  private readonly row: IncidentRow;

  constructor(readonly view: View) {
    this.row = view.board.incident;
  }

  get id(): Uuid {
    return this.row.id;
  }

  @Field(() => String, { simple: true, description: 'Its key, unique among incidents.' })
  get key(): string {
    return this.row.key;
  }

  @Field(() => String, { simple: true, description: 'What people call it.' })
  get title(): string {
    return this.row.title;
  }

  @Field(() => IncidentModeEnum, { simple: true, description: 'Whether it is real.' })
  get mode(): IncidentMode {
    return this.row.mode;
  }

  @Field(() => IncidentStatusEnum, { simple: true, description: 'Whether the recovery goes on.' })
  get status(): IncidentStatus {
    return this.row.status;
  }

  @Field(() => DateTime, { simple: true, description: 'When production stopped; the recovery clocks start here.' })
  get declaredAt(): Instant {
    return this.row.declaredAt;
  }

  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'When the attacker is thought to have got in; restore points after it are suspect.',
  })
  get compromisedSince(): Instant | null {
    return this.row.compromisedSince;
  }

  @Field(() => DateTime, {
    simple: true,
    nullable: true,
    description: 'When it was closed or abandoned; null while OPEN.',
  })
  get closedAt(): Instant | null {
    return this.row.closedAt;
  }

  @Field(() => Int, {
    simple: true,
    description:
      'Number of the last event that this answer reflects. Everything under one incident in one answer is of this position.',
  })
  get position(): number {
    return this.view.board.position;
  }

  @Field(() => String, { simple: true, description: 'Hash of that event: the head of the chain.' })
  get logHead(): string {
    return this.view.board.logHead;
  }

  @Field(() => PolicyType, { simple: true, description: 'The rules that people chose for it.' })
  get policy(): PolicyType {
    return this.row;
  }

  @Field(() => [TeamType], { simple: true, description: 'The teams that restore systems, by key.' })
  get teams(): TeamRow[] {
    const { teams } = this.view.board;
    return this.view.list({ length: teams.size }, (_, index) => teams.at(index));
  }

  @Field(() => [shape('Plant')], { simple: true, description: 'The sites of the company, by key.' })
  get plants(): Shape<'Plant'>[] {
    return this.view.list({ length: this.view.board.plants.size }, (_, index) => this.view.plant(index));
  }

  @Field(() => SystemConnection, { simple: true, description: 'What must come back, a page of it.' })
  systems(@Args(() => SystemsArgs) args: SystemsArgs): ConnectionOf<'System'> {
    return systemPage(this.view, args);
  }

  @Field(() => [shape('Milestone')], { simple: true, description: 'The named goals on the way back, by key.' })
  get milestones(): Shape<'Milestone'>[] {
    return this.view.list({ length: this.view.board.milestones.size }, (_, index) => this.view.milestone(index));
  }

  @Field(() => [shape('Hold')], { simple: true, description: 'Every stop sign that stands, oldest first.' })
  get holds(): Shape<'Hold'>[] {
    return this.view.holds(this.view.board.holds);
  }

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

  @Field(() => shape('Milestone'), {
    simple: true,
    nullable: true,
    description: 'One milestone; null when there is none.',
  })
  milestone(@Args(() => NamedArgs) { id }: NamedArgs): Shape<'Milestone'> | null {
    return this.view.findMilestone(id);
  }

  @Field(() => String, { simple: true, description: 'The plan document that would recreate the topology, as YAML.' })
  get planDocument(): string {
    return planYaml(this.view.board);
  }
}

registerShape('Incident', IncidentType);
