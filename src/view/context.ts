import type { DataSource } from 'typeorm';
import type { Directory, Viewer } from '../access/directory';
import type { Keeper } from '../board/keeper';
import type { Feed } from '../log/feed';
import type { Ledger } from '../log/ledger';
import type { Forecaster } from '../planning/forecaster';
import type { ObjectBudget } from './budget';
import { Loaders } from './loaders';
import { People } from './people';
import { Views } from './views';

/** What the transport knows of one request, over HTTP, WebSocket or any other way. */
export interface RequestParts {
  readonly viewer: Viewer;
  readonly ledger: Ledger;
  readonly keeper: Keeper;
  readonly feed: Feed;
  readonly directory: Directory;
  readonly forecaster: Forecaster;
  readonly records: DataSource;
  readonly budget: ObjectBudget;
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal;
}

/** What resolvers get: the request, and what it has looked at so far. */
export interface RequestContext extends RequestParts {
  readonly views: Views;
  readonly people: People;
  readonly loaders: Loaders;
}

/** The context of one request, or of one subscription. */
export function requestContext(parts: RequestParts): RequestContext {
  const context = { ...parts, loaders: new Loaders(parts.records) } as Mutable<RequestContext>;
  context.views = new Views(context);
  context.people = new People(context);
  return context;
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What commands get of it: who asks, and where to write. */
export function commandsOf({ ledger, viewer }: RequestContext): { ledger: Ledger; actor: Viewer } {
  return { ledger, actor: viewer };
}
