import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { requestError } from '../view/errors';

/** Lets pages of the named origins call `/graphql`; without any, browsers keep every other page out. */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    const headers = headersForOrigin(request.headers, origins);
    if (!headers) return done();
    void reply.headers(headers);
    if (request.method !== 'OPTIONS') return done();
    void reply.header('access-control-allow-methods', 'GET, POST');
    void reply.header('access-control-allow-headers', 'authorization, content-type');
    void reply.code(204).send();
  });
}

/** What lets a page of a named origin read an answer; null for any other, and for whoever is no page. */
export function headersForOrigin({ origin }: IncomingHttpHeaders, origins: readonly string[]) {
  if (origin === undefined || !origins.includes(origin)) return null;
  return { 'access-control-allow-origin': origin, vary: 'origin' };
}

/** Whether a browser sends this for a page that is neither this server's nor of an allowed origin. */
export function isForeign({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes(origin)) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** Throws FORBIDDEN for a page of a foreign origin: browsers ask nobody before they open a stream or socket. */
export function refuseForeignOrigin(headers: IncomingHttpHeaders, allowed: readonly string[]): void {
  if (!isForeign(headers, allowed)) return;
  throw requestError('FORBIDDEN', 'Pages of this origin may not follow here: see ALLOWED_ORIGINS.', {
    http: { status: 403 },
  });
}
