import { Args, ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { pageSize } from '../view/cursor';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';

const mostListed = 5000;

@ArgsType()
export class StretchArgs {
  @Field(() => Int, { nullable: true, defaultValue: 500, description: `How many at most, 1 to ${mostListed}.` })
  first?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'How many to leave out at the beginning.' })
  offset?: number | null;
}

/** A stretch of systems; throws BAD_USER_INPUT on a bad size or offset. */
export function stretchOf(view: View, systems: ArrayLike<number>, { first, offset }: StretchArgs): Shape<'System'>[] {
  const size = pageSize(first, 500, 'first', mostListed);
  const start = pageSize((offset ?? 0) + 1, 1, 'offset + 1', 2 ** 31) - 1;
  const stretch = Array.from(
    { length: Math.max(0, Math.min(size, systems.length - start)) },
    (_, n) => systems[start + n]!,
  );
  return view.systems(stretch);
}

@ObjectType('Wave', { description: 'Systems that can be restored side by side, once the waves before are back.' })
export class WaveType {
  constructor(
    private readonly view: View,
    private readonly place: number,
    private readonly members: readonly number[],
  ) {}

  @Field(() => Int, { simple: true, description: 'Its number, from 0.' })
  get index(): number {
    return this.place;
  }

  @Field(() => Int, { simple: true, description: 'How many systems it has.' })
  get systemCount(): number {
    return this.members.length;
  }

  @Field(() => [shape('System')], { simple: true, description: 'Its systems, by key; a stretch of them.' })
  systems(@Args(() => StretchArgs) args: StretchArgs): Shape<'System'>[] {
    return stretchOf(this.view, this.members, args);
  }
}
