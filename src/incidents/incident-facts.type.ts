import { Field, Int, ObjectType } from 'type-graphql';
import type { IncidentRow, Instant, TeamRow, Uuid } from '../domain/rows';
import type { IncidentMode, IncidentStatus } from '../domain/words';
import { DateTime } from '../view/scalars';
import type { View } from '../view/view';
import { IncidentModeEnum, IncidentStatusEnum } from './incident.enum';
import { PolicyType } from './policy.type';
import { TeamType } from './team.type';

/** What was said about an incident when it was declared and closed, and by which rules it goes. */
@ObjectType()
export abstract class IncidentFacts {
  protected readonly row: IncidentRow;

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
}
