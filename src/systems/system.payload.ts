import { Field, ID, ObjectType } from 'type-graphql';
import type { BatchOutcome, ItemOutcome, Outcome } from '../log/ledger';
import type { RequestContext } from '../view/context';
import { PayloadType, RecoveryPayload, userErrorsOf, viewAfter } from '../view/payload.type';
import { type Shape, shape } from '../view/shapes';
import { UserErrorType } from '../view/user-error.type';
import type { View } from '../view/view';

const systemDescription = 'The system as it is now; null only when it was not found.';

@ObjectType('SystemPayload', { implements: PayloadType, description: 'What became of a command on one system.' })
export class SystemPayload extends RecoveryPayload {
  @Field(() => shape('System'), { simple: true, nullable: true, description: systemDescription })
  get system(): Shape<'System'> | null {
    return this.view?.findSystem(this.objectId) ?? null;
  }
}

@ObjectType('DependencyPayload', { implements: PayloadType, description: 'What became of a command on a dependency.' })
export class DependencyPayload extends RecoveryPayload {
  constructor(
    context: RequestContext,
    outcome: Outcome,
    private readonly waiting: string,
  ) {
    super(context, outcome);
  }

  @Field(() => shape('Dependency'), {
    simple: true,
    nullable: true,
    description: 'The dependency as it is now; null when it is not there, or no longer.',
  })
  get dependency(): Shape<'Dependency'> | null {
    return this.view?.findDependency(this.objectId) ?? null;
  }

  @Field(() => shape('System'), {
    simple: true,
    nullable: true,
    description: 'The one that waits, as it is now; null only when it was not found.',
  })
  get system(): Shape<'System'> | null {
    return this.view?.findSystem(this.waiting) ?? null;
  }
}

@ObjectType('SystemResult', { description: 'What became of one of the requested systems.' })
export class SystemResultType {
  constructor(
    private readonly view: View | null,
    private readonly outcome: ItemOutcome,
  ) {}

  @Field(() => ID, { simple: true, description: 'What the input named: UUID or key.' })
  get requested(): string {
    return this.outcome.requested;
  }

  @Field(() => shape('System'), { simple: true, nullable: true, description: systemDescription })
  get system(): Shape<'System'> | null {
    return this.view?.findSystem(this.outcome.objectId) ?? null;
  }

  @Field(() => shape('Event'), {
    simple: true,
    nullable: true,
    description: "The command's own event about this system; null when it was refused or changed nothing.",
  })
  get event(): Shape<'Event'> | null {
    return this.events[0] ?? null;
  }

  @Field(() => [shape('Event')], { simple: true, description: 'All events that it caused, in order.' })
  get events(): Shape<'Event'>[] {
    return this.view?.events(this.outcome.events) ?? [];
  }

  @Field(() => [UserErrorType], {
    simple: true,
    description: 'Why it was refused for this system; empty when it was done.',
  })
  get userErrors(): UserErrorType[] {
    return userErrorsOf(this.view, this.outcome.refusals);
  }
}

@ObjectType('SystemsPayload', {
  implements: PayloadType,
  description:
    'One result a requested system, in the order in which they were taken, in one transaction. userErrors here: the request as a whole.',
})
export class SystemsPayload implements PayloadType {
  private readonly view: View | null;

  constructor(
    context: RequestContext,
    private readonly outcome: BatchOutcome,
  ) {
    this.view = viewAfter(context, outcome.board);
  }

  @Field(() => [SystemResultType], { simple: true, description: 'One for each requested system.' })
  get results(): SystemResultType[] {
    return this.outcome.results.map((result) => new SystemResultType(this.view, result));
  }

  get userErrors(): UserErrorType[] {
    return userErrorsOf(this.view, this.outcome.refusals);
  }
}
