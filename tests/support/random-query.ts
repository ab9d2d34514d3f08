import { getNamedType, type GraphQLNamedType, type GraphQLSchema, isObjectType } from 'graphql';
import type { Board } from '../../src/board/board';
import type { Dice } from './history.dice';

/** A query as text, and its variables. */
export interface RandomQuery {
  text: string;
  variables: Record<string, boolean>;
}

const depth = 4;
const flags = ['a', 'b'];

/** A random query about one incident: fields of the board under aliases, fragments in one another, @skip and @include. */
export function randomQuery(dice: Dice, schema: GraphQLSchema, board: Board): RandomQuery {
  const named = { plant: board.plants, system: board.systems, line: board.lines, milestone: board.milestones };
  const fragments: string[] = [];

  function selectionOf(type: GraphQLNamedType, steps: number): string {
    if (!isObjectType(type)) return '';
    const fields = Object.values(type.getFields()).filter(({ extensions }) => extensions.awaited !== true);
    const told = Array.from({ length: dice.between(1, 4) }, () => {
      if (steps > 0 && dice.between(0, 5) === 0) return spreadOf(type, steps);
      if (dice.between(0, 8) === 0) return `... on ${type.name}${condition()} ${selectionOf(type, steps)}`;
      const field = dice.pick(fields);
      const below = getNamedType(field.type);
      if (isObjectType(below) && steps === 0) return '__typename';
      const rows = named[field.name as keyof typeof named];
      const isNamed = rows && field.args.some(({ name }) => name === 'id');
      const args = isNamed ? `(id: "${rows.at(dice.between(0, rows.size - 1)).key}")` : pageOf(field.args);
      const alias = dice.between(0, 3) === 0 ? `x${dice.between(0, 99)}: ` : '';
      return `${alias}${field.name}${args}${condition()} ${selectionOf(below, steps - 1)}`;
    });
    return `{ ${['__typename', ...told].join(' ')} }`;
  }

  function spreadOf(type: GraphQLNamedType, steps: number): string {
    const name = `F${fragments.length}`;
    const place = fragments.push('') - 1;
    fragments[place] = `fragment ${name} on ${type.name} ${selectionOf(type, steps - 1)}`;
    return `...${name}${condition()} ${dice.between(0, 1) === 0 ? `...${name}${condition()}` : ''}`;
  }

  function pageOf(args: readonly { name: string }[]): string {
    return args.some(({ name }) => name === 'first') ? `(first: ${dice.between(1, 3)})` : '';
  }

  function condition(): string {
    if (dice.between(0, 4) > 0) return '';
    const flag = dice.pick([...flags.map((name) => `$${name}`), 'true', 'false']);
    return ` @${dice.pick(['skip', 'include'])}(if: ${flag})`;
  }

  const selection = selectionOf(schema.getType('Incident')!, depth);
  const uses = `a0: key @skip(if: $a) b0: key @skip(if: $b)`;
  return {
    text: `query ($a: Boolean!, $b: Boolean = true) { incident(id: "${board.incident.key}") { ${uses} ...All } }
      fragment All on Incident ${selection} ${fragments.join(' ')}`,
    variables: { a: dice.between(0, 1) === 0, b: dice.between(0, 1) === 0 },
  };
}
