import {
  type DocumentNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Ground, Grounded, GroundedOn } from '../../view/hangs-on';
import { Abandoned } from './abandoned';
import { Gatherer, type Member } from './gathered';
import { leafWriter, quoted } from './leaves';
import { listWriter, objectWriter } from './objects';
import type { Read, Write, WrittenMember } from './writing';

/** A place in a document: how a value there is written, and what its text hangs on; null: on more than can be compared. */
interface Site {
  write: Write;
  ground: Ground | null;
}

type Field = GraphQLField<unknown, unknown>;

/** Smaller objects are quicker written than found. */
const leastKept = 4;

/** Makes the writers of one document. */
export class Sites {
  readonly #gatherer: Gatherer;
  #places = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly name: string,
  ) {
    this.#gatherer = new Gatherer(schema, document);
  }

  /** The members at the root, and whether all that they hang on is noted; null where one of them cannot be written. */
  roots(root: GraphQLObjectType, set: SelectionSetNode): { members: WrittenMember[]; isGrounded: boolean } | null {
    try {
      // an answer is kept by its variables, what is part of it may not be
      const found = this.#gatherer.members(root, [set]).map((member) => this.#member(root, member, true));
      return { members: found.map(({ written }) => written), isGrounded: found.every(({ ground }) => ground !== null) };
    } catch (error) {
      if (error instanceof Abandoned) return null;
      throw error;
    }
  }

  #member(
    owner: GraphQLObjectType,
    { name, nodes }: Member,
    mayVary = false,
  ): { written: WrittenMember; ground: Ground | null } {
    const head = `${quoted(name)}:`;
    const [node] = nodes;
    if (node.name.value === '__typename') {
      const text = quoted(owner.name);
      return { written: { head, read: () => text, write: () => text }, ground: 'ROWS' };
    }
    const field = owner.getFields()[node.name.value];
    if (!field || field.extensions.awaited) throw new Abandoned();
    const below = this.#site(
      field.type,
      nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    );
    const marked = (field.extensions.hangsOn ?? owner.extensions.hangsOn ?? null) as Ground | null;
    const own = mayVary || node.arguments?.every(({ value }) => isConstant(value)) !== false ? marked : null;
    return { written: { head, read: readerOf(field, node), write: below.write }, ground: both(own, below.ground) };
  }

  #site(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Site {
    if (!isNonNullType(type)) {
      const { write, ground } = this.#present(type, sets);
      return { write: (value, writing) => (value == null ? 'null' : write(value, writing)), ground };
    }
    const { write, ground } = this.#present(type.ofType, sets);
    return {
      write: (value, writing) => {
        if (value == null) throw new Abandoned();
        return write(value, writing);
      },
      ground,
    };
  }

  #present(type: GraphQLNullableType & GraphQLOutputType, sets: readonly SelectionSetNode[]): Site {
    if (isLeafType(type)) return { write: leafWriter(type), ground: 'ROWS' };
    if (isAbstractType(type)) throw new Abandoned();
    if (!isListType(type)) return this.#object(type, sets);
    const { write, ground } = this.#site(type.ofType as GraphQLOutputType, sets);
    return { write: listWriter(write), ground };
  }

  #object(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Site {
    const members = this.#gatherer.members(type, sets).map((member) => this.#member(type, member));
    const ground = members.reduce<Ground | null>((sum, member) => both(sum, member.ground), 'ROWS');
    const write = objectWriter(members.map(({ written }) => written));
    const on = type.extensions.grounded as GroundedOn | undefined;
    if (!on || ground === null) return { write, ground };
    const noted: Write = (value, writing) => {
      writing.note(value as Grounded, on, ground);
      return write(value, writing);
    };
    return { write: members.length < leastKept ? noted : this.#kept(noted), ground: 'ROWS' };
  }

  #kept(write: Write): Write {
    const place = `${this.name}.${++this.#places}`;
    return (value, writing) => writing.fragment(place, value as Grounded, write);
  }
}

/** Whether a value is the same however an operation is asked. */
function isConstant(value: ValueNode): boolean {
  if (value.kind === Kind.LIST) return value.values.every(isConstant);
  if (value.kind === Kind.OBJECT) return value.fields.every((field) => isConstant(field.value));
  return value.kind !== Kind.VARIABLE;
}

/** What two parts of one text hang on. */
function both(one: Ground | null, other: Ground | null): Ground | null {
  if (one === null || other === null) return null;
  return one === 'ANSWERS' ? one : other;
}

function readerOf(field: Field, node: Member['nodes'][0]): Read {
  const { name, resolve } = field;
  if (!resolve) return (source) => (source as Record<string, unknown>)[name];
  const argumentsIn = (variables: Readonly<Record<string, unknown>>) => getArgumentValues(field, node, variables);
  const noInfo = undefined as never; // no resolver of ours looks at it
  return (source, writing) => resolve(source, writing.argumentsOf(node, argumentsIn), writing.context, noInfo);
}
