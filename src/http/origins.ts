import type { FastifyInstance } from 'fastify';

/** Lets pages of the named origins call `/graphql`; without any, browsers keep every other page out. */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return done();
    void reply.header('access-control-allow-origin', origin).header('vary', 'origin');
    if (request.method !== 'OPTIONS') return done();
    void reply.header('access-control-allow-methods', 'GET, POST');
    void reply.header('access-control-allow-headers', 'authorization, content-type');
    void reply.code(204).send();
  });
}
