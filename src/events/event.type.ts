import { Field, Int, ObjectType } from 'type-graphql';
import type { RecoveryEvent } from '../domain/event';
import type { Instant, Uuid } from '../domain/rows';
import type { EventType as EventWord, IncidentMode } from '../domain/words';
import { IncidentModeEnum } from '../incidents/incident.enum';
import { summaryOf } from '../log/summary';
import { NodeType } from '../view/node.type';
import { DateTime, JSONValue } from '../view/scalars';
import { type Shape, registerShape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { EventTypeEnum } from './event.enum';

@ObjectType('Event', {
  implements: NodeType,
  description: "A fact in an incident's log; never changed, never removed.",
})
export class EventType implements NodeType {
  constructor(
    private readonly view: View,
    private readonly event: RecoveryEvent,
  ) {}

  get id(): Uuid {
    return this.event.id;
  }

  @Field(() => shape('Incident'), { simple: true, description: 'The incident whose log has it.' })
  get incident(): Shape<'Incident'> {
    return this.view.incident;
  }

  @Field(() => IncidentModeEnum, { simple: true, description: 'Whether the incident is real.' })
  get mode(): IncidentMode {
    return this.event.mode;
  }

  @Field(() => Int, { simple: true, description: '1, 2, 3 … within the incident; no gap.' })
  get position(): number {
    return this.event.position;
  }

  @Field(() => EventTypeEnum, { simple: true, description: 'What happened.' })
  get type(): EventWord {
    return this.event.type;
  }

  @Field(() => DateTime, {
    simple: true,
    description: "When, by the database's clock; never before the event before it.",
  })
  get at(): Instant {
    return this.event.at;
  }

  @Field(() => shape('Principal'), { simple: true, description: 'Who did it; `blackstart` for the tracker itself.' })
  get actor(): Shape<'Principal'> {
    return this.view.context.people.principal(this.event.actorId);
  }

  @Field(() => String, { simple: true, description: 'One sentence for a person.' })
  get summary(): string {
    return summaryOf(this.event, {
      actor: this.actor.name,
      system: this.system?.name ?? null,
      plant: this.plant?.name ?? null,
      milestone: this.milestone?.name ?? null,
    });
  }

  @Field(() => String, { simple: true, nullable: true, description: 'What the actor gave as reason or note.' })
  get reason(): string | null {
    return this.event.reason;
  }

  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'As it is now; null when it was removed since. The same for the three below.',
  })
  get system(): Shape<'System'> | null {
    return this.view.findSystem(this.event.systemId);
  }

  @Field(() => shape('Plant'), { simple: true, nullable: true, description: 'The plant that it is about.' })
  get plant(): Shape<'Plant'> | null {
    return this.view.findPlant(this.event.plantId);
  }

  @Field(() => shape('Line'), { simple: true, nullable: true, description: 'The production line that it is about.' })
  get line(): Shape<'Line'> | null {
    return this.view.findLine(this.event.lineId);
  }

  @Field(() => shape('Milestone'), { simple: true, nullable: true, description: 'The milestone that it is about.' })
  get milestone(): Shape<'Milestone'> | null {
    return this.view.findMilestone(this.event.milestoneId);
  }

  @Field(() => JSONValue, {
    simple: true,
    description:
      'What changed, as stored and hashed; at most 64 KiB. Where the rows are larger: counts and rowsSha256.',
  })
  get data(): Record<string, unknown> {
    return this.event.data;
  }

  @Field(() => String, {
    simple: true,
    description: 'SHA-256, as lower-case hex, over the hash before it and the text of this event.',
  })
  get hash(): string {
    return this.event.hash;
  }

  @Field(() => String, { simple: true, description: 'The hash of the event before it; 64 zeros for the first.' })
  get previousHash(): string {
    return this.event.previousHash;
  }
}

registerShape('Event', EventType);
