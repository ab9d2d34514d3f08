import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Viewer } from '../access/directory';
import type { Pipeline } from '../graphql/pipeline';
import { arrivalOf } from './arrival';
import type { Rates } from './rates';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whoever asks is let in. Every other path, whether or not there is anything, is answered to valid tokens alone. */
    open?: boolean;
    /** What a body may have here, where that is less than anywhere else. */
    bodyBytes?: number;
  }
  interface FastifyRequest {
    /** Who asks; null on open paths only. */
    viewer: Viewer | null;
  }
}

/** Lets in who has a valid token, as often as the rates allow; throws what refuses everybody else. */
export class Door {
  constructor(
    private readonly pipeline: Pick<Pipeline, 'viewer'>,
    private readonly rates: Rates,
  ) {}

  async enter(headers: IncomingHttpHeaders, address: string): Promise<Viewer> {
    throwIf(await this.rates.ofAddress(address));
    const viewer = await this.letIn(headers, address);
    throwIf(await this.rates.ofPrincipal(viewer.id));
    return viewer;
  }

  private async letIn({ authorization }: IncomingHttpHeaders, address: string): Promise<Viewer> {
    try {
      return await this.pipeline.viewer(authorization);
    } catch (error) {
      throwIf(await this.rates.ofStranger(address));
      throw error;
    }
  }
}

/** What leaves behind the door is for whoever came through it. */
export const unstored = ['cache-control', 'no-store'] as const;

/** Asks the door before a byte of a body is read; once, where the hatch has asked it already. */
export function guardDoor(app: FastifyInstance, door: Door): void {
  app.decorateRequest('viewer', null);
  app.addHook('onRequest', async (request, reply) => {
    void reply.header(...unstored);
    if (request.routeOptions.config.open) return;
    request.viewer = await (arrivalOf(request.raw)?.viewer ?? door.enter(request.headers, request.ip));
  });
}

function throwIf(refusal: GraphQLError | null): void {
  if (refusal) throw refusal;
}

/** The viewer whom the door has let in. */
export function viewerOf({ viewer }: FastifyRequest): Viewer {
  if (!viewer) throw new Error('a request got past the door without a viewer');
  return viewer;
}

interface HttpPart {
  status?: number;
  headers?: Iterable<[string, string]>;
}

/** The status that an error asks for, `fallback` where it asks for none; its headers go on the reply. */
export function statusOf(error: Error & { statusCode?: number }, reply: FastifyReply, fallback = 500): number {
  const http = error instanceof GraphQLError ? (error.extensions.http as HttpPart | undefined) : undefined;
  for (const [name, value] of http?.headers ?? []) void reply.header(name, value);
  return http?.status ?? error.statusCode ?? fallback;
}
