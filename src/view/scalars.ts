import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import type { Instant } from '../domain/rows';
import { requestError } from './errors';

// Years outside 0000–9999 come out of Date with a sign and six digits, and would no longer compare as strings.
const instantLength = '2025-08-31T20:00:00.000Z'.length;

function toInstant(value: unknown): Instant {
  const instant = GraphQLDateTimeISO.parseValue(value).toISOString();
  if (instant.length === instantLength) return instant;
  throw requestError('BAD_USER_INPUT', `${JSON.stringify(value)} lies outside the years 0000 to 9999.`);
}

/** Instants go out as they are kept; what comes in is brought to the same form. */
export const DateTime = new GraphQLScalarType<Instant, Instant>({
  name: 'DateTime',
  description: 'A moment: RFC 3339, in answers always UTC with milliseconds, such as 2025-08-31T20:00:00.000Z.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => value as Instant,
  parseValue: toInstant,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return toInstant(node.value);
    throw requestError('BAD_USER_INPUT', 'A DateTime is written as a string.');
  },
});

export const JSONValue = GraphQLJSON;
