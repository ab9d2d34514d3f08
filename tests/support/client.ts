import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

export interface Answer<T = any> {
  status: number;
  data: T;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, any> }[];
}

/** One GraphQL request over HTTP; `url` is the server's address without a path. */
export async function gql<T = any>(
  url: string,
  token: string | undefined,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<T>> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer<T>, 'status'>) };
}

type Result = Awaited<ReturnType<ReturnType<Client['iterate']>['next']>>['value'];

export interface Subscriber {
  /** The results of one subscription, in order; leaving the loop ends it, a refused or lost socket throws. */
  iterate(query: string, variables?: Record<string, unknown>): AsyncIterableIterator<Result>;
  end(): Promise<void>;
}

/** One socket to the server, which does not reconnect by itself. */
export function openSubscriber(wsUrl: string, token: string | undefined): Subscriber {
  const client = createClient({
    url: `${wsUrl}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  return {
    iterate: (query, variables = {}) => client.iterate({ query, variables }),
    end: async () => client.dispose(),
  };
}

/** The next `count` results; fewer only when the stream ends. */
export async function take<T>(stream: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
