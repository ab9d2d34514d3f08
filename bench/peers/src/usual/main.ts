import 'reflect-metadata';
import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { useServer } from 'graphql-ws/use/ws';
import { buildSchema } from 'type-graphql';
import { DataSource } from 'typeorm';
import { WebSocketServer } from 'ws';
import { listen, settings } from '../settings';
import { ContainmentCheck, Dependency, Event, Milestone, MilestoneSystem, Plant, System } from './entities';
import { type Context, makeLoaders } from './loaders';
import { DependencyResolver, PlantResolver, SystemResolver, pubSub } from './resolvers';

async function serve(): Promise<void> {
  const source = await new DataSource({
    type: 'postgres',
    url: settings.url,
    poolSize: settings.poolSize,
    entities: [ContainmentCheck, Dependency, Event, Milestone, MilestoneSystem, Plant, System],
  }).initialize();
  const schema = await buildSchema({
    resolvers: [PlantResolver, SystemResolver, DependencyResolver],
    pubSub: pubSub as never,
    validate: false,
  });
  const context = (): Promise<Context> => Promise.resolve({ source, loaders: makeLoaders(source) });
  const app = express();
  const server = createServer(app);
  const sockets = new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false });
  useServer({ schema, context }, sockets);
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: false,
    plugins: [ApolloServerPluginDrainHttpServer({ httpServer: server })],
  });
  await apollo.start();
  app.use('/graphql', express.json(), expressMiddleware(apollo, { context }));
  listen(server);
}

void serve();
