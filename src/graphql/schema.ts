import 'reflect-metadata';
import {
  assertValidSchema,
  getNullableType,
  type GraphQLField,
  type GraphQLSchema,
  isLeafType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { AccessLogResolver } from '../access/access-log.resolver';
import { AccessResolver } from '../access/access.resolver';
import { BreakGlassResolver } from '../access/break-glass.resolver';
import { SubjectResolver } from '../access/subject.resolver';
import { GrantResolver } from '../access/grant.resolver';
import { ContainmentResolver } from '../containment/containment.resolver';
import { EventConnectionResolver, IncidentEventsResolver, SystemEventsResolver } from '../events/event.resolver';
import { FollowResolver } from '../events/follow.resolver';
import { HoldResolver } from '../holds/hold.resolver';
import { ClosingResolver } from '../incidents/closing.resolver';
import { HistoryResolver } from '../incidents/history.resolver';
import { IncidentResolver } from '../incidents/incident.resolver';
import { IncidentsResolver } from '../incidents/incidents.resolver';
import { LineResolver } from '../lines/line.resolver';
import { MilestoneResolver } from '../milestones/milestone.resolver';
import { NodeResolver } from '../nodes/node.resolver';
import { IncidentNotesResolver, NoteConnectionResolver, SystemNotesResolver } from '../notes/note.resolver';
import { OverrideResolver } from '../overrides/override.resolver';
import { AdviceResolver } from '../planning/advice.resolver';
import {
  LineForecastResolver,
  MilestoneForecastResolver,
  PlantForecastResolver,
  ScheduleResolver,
} from '../planning/forecast.resolver';
import { IncidentPlanResolver, RestorePlanResolver } from '../planning/restore-plan.resolver';
import { AppliedPlanResolver, PlanResolver } from '../plans/plan.resolver';
import { OnlineResolver } from '../systems/online.resolver';
import { RestoreResolver } from '../systems/restore.resolver';
import { RetirementResolver } from '../systems/retirement.resolver';
import { SystemResolver } from '../systems/system.resolver';
import type { RequestContext } from '../view/context';
import { guardRoots } from './guarded';
import { shielded } from './shield';

// The classes that name each other through the registry: loaded once, here.
import '../access/access-log.type';
import '../access/break-glass.type';
import '../access/principal.type';
import '../events/event.type';
import '../holds/hold.type';
import '../incidents/incident.type';
import '../lines/line.type';
import '../milestones/milestone.type';
import '../notes/note.type';
import '../overrides/override.type';
import '../plants/plant.type';
import '../systems/blocker.type';
import '../systems/dependency.type';
import '../systems/system.type';

const rootDescriptions: Record<string, string> = {
  Query: 'What can be asked. Everything under one incident in one answer is of one position.',
  Mutation: 'What can be done. A refusal is a userError in the payload; nothing was changed then.',
  Subscription: 'What can be followed, over WebSocket or server-sent events.',
};

// type-graphql's own PubSub ends the process after 1,024 pending events: every subscription brings a source that is pulled.
const noPubSub = {
  publish: refuse,
  subscribe: refuse,
};

function refuse(): never {
  throw new Error('Subscriptions pull from the log; nothing is published to them.');
}

/** The schema as the code emits it; throws where a field at the root has no entry in the table of who may. */
export function makeSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      AccessLogResolver,
      AccessResolver,
      AdviceResolver,
      AppliedPlanResolver,
      BreakGlassResolver,
      ClosingResolver,
      ContainmentResolver,
      EventConnectionResolver,
      FollowResolver,
      GrantResolver,
      HistoryResolver,
      HoldResolver,
      IncidentEventsResolver,
      IncidentNotesResolver,
      IncidentPlanResolver,
      IncidentResolver,
      IncidentsResolver,
      LineForecastResolver,
      LineResolver,
      MilestoneForecastResolver,
      MilestoneResolver,
      NodeResolver,
      NoteConnectionResolver,
      OnlineResolver,
      OverrideResolver,
      PlanResolver,
      PlantForecastResolver,
      RestorePlanResolver,
      RestoreResolver,
      RetirementResolver,
      ScheduleResolver,
      SubjectResolver,
      SystemEventsResolver,
      SystemNotesResolver,
      SystemResolver,
    ],
    validate: false,
    pubSub: noPubSub,
    skipCheck: true, // it asks the whole introspection query, for a tenth of a second of every start
  });
  assertValidSchema(schema);
  finish(schema);
  guardRoots(schema);
  return schema;
}

/** The schema as text, in alphabetical order, so that a change shows where it is. */
export function schemaText(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

// type-graphql has no place for descriptions of the root types, and gives each getter a resolver function, `simple` or not.
// Single values need none: graphql-js reads a property by itself, and a compiled query does so without a call. What has fields
// of its own keeps one, since a compiled query would read it again for each of them.
function finish(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    type.description ??= rootDescriptions[type.name];
    const fields = type.getFields() as Record<string, ReadField>;
    for (const field of Object.values(fields)) field.resolve = resolverOf(type.name, field);
  }
}

type ReadField = GraphQLField<Record<string, unknown>, RequestContext>;

function resolverOf(owner: string, field: ReadField): ReadField['resolve'] {
  const { name, args, type, resolve } = field;
  if (owner in rootDescriptions || field.extensions.awaited) return resolve && shielded(resolve);
  if (args.length > 0)
    return shielded((source, given, context) => (source[name] as Method).call(source, given, context));
  const isRead = field.extensions.once || isLeafType(getNullableType(type));
  return isRead ? undefined : (source) => source[name];
}

type Method = (given: object, context: RequestContext) => unknown;
