import { createServer } from 'node:http';
import { context, lambda, listen as listenTo } from 'grafast';
import { grafserv } from 'grafserv/node';
import { addPgTableCondition, extendSchema, gql } from 'postgraphile/utils';
import { jsonParse } from '@dataplan/json';
import { TYPES, listOfCodec } from '@dataplan/pg';
import { makePgService } from 'postgraphile/adaptors/pg';
import { postgraphile } from 'postgraphile';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { listen, settings } from './settings';

// What a dashboard shows comes with the notice, so that a delivery asks Postgres nothing.
const SystemChanged = extendSchema(
  () =>
    ({
      typeDefs: gql`
        type ContainmentNow {
          status: String!
        }
        type SystemNow {
          id: ID!
          key: String!
          name: String!
          state: String!
          tier: Int!
          version: Int!
          containment: ContainmentNow!
        }
        type EventNow {
          type: String!
        }
        type SystemChange {
          position: Int!
          event: EventNow!
          system: SystemNow!
        }
        extend type Subscription {
          systemChanged(plant: String!): SystemChange
        }
      `,
      objects: {
        Subscription: {
          plans: {
            systemChanged: {
              subscribePlan(_$root: unknown, { $plant }: any) {
                const topic = lambda($plant, (plant) => `plant:${String(plant)}`);
                return listenTo(context().get('pgSubscriber' as never) as never, topic, jsonParse as never);
              },
              plan: ($event: any) => $event,
            },
          },
        },
        SystemChange: {
          plans: {
            position: ($event: any) => $event.get('position'),
            event: ($event: any) => $event,
            system: ($event: any) => $event,
          },
        },
        EventNow: { plans: { type: ($event: any) => $event.get('type') } },
        SystemNow: {
          plans: Object.fromEntries([
            ...['id', 'key', 'name', 'state', 'tier', 'version'].map((name) => [
              name,
              ($event: any) => $event.get(name),
            ]),
            ['containment', ($event: any) => $event],
          ]),
        },
        ContainmentNow: { plans: { status: ($event: any) => $event.get('containment_status') } },
      },
    }) as never,
);

// Conditions compare with one value; a filter by states asks for any of some.
const AnyState = addPgTableCondition(
  { schemaName: 'peer', tableName: 'system' },
  'anyState',
  ({ graphql: { GraphQLList, GraphQLNonNull, GraphQLString } }) => ({
    type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
  }),
  (states, { sql, sqlTableAlias, sqlValueWithCodec }) =>
    sql`${sqlTableAlias}.state = ANY (${sqlValueWithCodec(states, listOfCodec(TYPES.text))})`,
);

const preset: GraphileConfig.Preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [SystemChanged, AnyState],
  disablePlugins: ['NodePlugin'],
  pgServices: [
    makePgService({
      connectionString: settings.url,
      schemas: ['peer'],
      pubsub: true,
      poolConfig: { max: settings.poolSize },
    } as never),
  ],
  schema: { defaultBehavior: '+connection +list' },
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false, websockets: true, graphqlPath: '/graphql' },
};

async function serve(): Promise<void> {
  const server = createServer();
  const serv = postgraphile(preset).createServ(grafserv);
  await serv.addTo(server);
  listen(server);
}

void serve();
