import { Field, InterfaceType, ObjectType } from 'type-graphql';
import type { Outcome } from '../log/ledger';
import type { RequestContext } from './context';
import { mayRead } from '../domain/permission';
import type { Refusal } from '../domain/refusal';
import type { Uuid } from '../domain/rows';
import { type Shape, shape } from './shapes';
import { UserErrorType } from './user-error.type';
import type { View } from './view';

const errorsDescription = 'Why it was refused; empty when it was done.';

@InterfaceType('Payload', {
  description: `What every recovery mutation answers. The object is there as it is now, on refusal too; null only when it was not found. \`event\`
is the command's own, \`events\` all that it caused, in order; null and empty when userErrors is not empty.`,
})
export abstract class PayloadType {
  @Field(() => [UserErrorType], { simple: true, description: errorsDescription })
  readonly userErrors!: UserErrorType[];
}

/** The view of what a command left behind, for the one who asked; null where he may see nothing. */
export function viewAfter(context: RequestContext, board: Outcome['board']): View | null {
  return board && mayRead(context.viewer, board.id) ? context.views.show(board) : null;
}

/** Refusals as the API shows them. */
export function userErrorsOf(view: View | null, refusals: readonly Refusal[]): UserErrorType[] {
  return refusals.map((refusal) => new UserErrorType(view, refusal));
}

/** The part that the payloads of all commands on one object of an incident have in common. */
@ObjectType()
export abstract class RecoveryPayload {
  protected readonly view: View | null;
  protected readonly objectId: Uuid | null;
  protected readonly outcome: Outcome;

  constructor(context: RequestContext, outcome: Outcome) {
    this.view = viewAfter(context, outcome.board);
    this.objectId = outcome.objectId;
    this.outcome = outcome;
  }

  @Field(() => shape('Event'), {
    simple: true,
    nullable: true,
    description: "The command's own event; null when it was refused or changed nothing.",
  })
  get event(): Shape<'Event'> | null {
    const { events } = this.outcome;
    // a cascade begins with what rests on the named system
    const own = events.find(({ systemId }) => systemId === this.objectId) ?? events[0];
    return own ? (this.view?.event(own) ?? null) : null;
  }

  @Field(() => [shape('Event')], { simple: true, description: 'All events that it caused, in order.' })
  get events(): Shape<'Event'>[] {
    return this.view?.events(this.outcome.events) ?? [];
  }

  get userErrors(): UserErrorType[] {
    return userErrorsOf(this.view, this.outcome.refusals);
  }
}
