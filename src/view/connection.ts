import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { Edge, PageBounds } from './page';
import { HangsOn } from './hangs-on';
import { type Shape, type ShapeName, shape } from './shapes';

@HangsOn('ROWS')
@ObjectType('PageInfo', { description: 'Where a page lies in its list.' })
class PageInfoType {
  @Field(() => Boolean, { simple: true, description: 'Whether more follows this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { simple: true, description: 'Whether something of the list lies before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { simple: true, nullable: true, description: 'Cursor of the first one; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, {
    simple: true,
    nullable: true,
    description: 'Cursor of the last one, to be given as `after`; null on an empty page.',
  })
  endCursor!: string | null;
}

/** What a field answers that gives a page of `T`. */
export interface Connection<T> {
  readonly edges: Edge<T>[];
  readonly nodes: T[];
  readonly pageInfo: PageBounds;
}
export type ConnectionOf<N extends ShapeName> = Connection<Shape<N>>;

/** Makes the GraphQL types `<Name>Edge` and `<Name>Connection`; `plural` says what is paged. */
export function connectionOf<N extends ShapeName>(name: N, plural: string): new () => ConnectionOf<N> {
  @HangsOn('ROWS')
  @ObjectType(`${name}Edge`, { description: `One of the ${plural} of a page, and its cursor.` })
  class EdgeType {
    @Field(() => String, { simple: true, description: 'Its place in the list, to be given as `after`.' })
    cursor!: string;

    @Field(() => shape(name), { simple: true, description: `The ${wordsOf(name)} itself.` })
    node!: Shape<N>;
  }

  @HangsOn('ROWS')
  @ObjectType(`${name}Connection`, { description: `A page of ${plural}.` })
  class ConnectionType {
    @Field(() => [EdgeType], { simple: true, description: `The ${plural} of this page with their cursors.` })
    edges!: Edge<Shape<N>>[];

    @Field(() => [shape(name)], { simple: true, description: `The ${plural} of this page.` })
    nodes!: Shape<N>[];

    @Field(() => PageInfoType, { simple: true, description: 'Where this page lies in the whole list.' })
    pageInfo!: PageBounds;

    @Field(() => Int, { simple: true, description: `How many ${plural} the whole list has, filter applied.` })
    totalCount!: number;
  }
  return ConnectionType;
}

function wordsOf(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

/** The arguments `first`, with its default, and `after`. */
export function pageArgsOf(first: number) {
  @ArgsType()
  class PageArgsType {
    @Field(() => Int, { nullable: true, defaultValue: first, description: 'How many at most, 1 to 500.' })
    first?: number | null;

    @Field(() => String, {
      nullable: true,
      description: 'Cursor of the one to go on after, at its present place; left out: from the beginning.',
    })
    after?: string | null;
  }
  return PageArgsType;
}
