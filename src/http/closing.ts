import type { FastifyInstance } from 'fastify';
import { requestError } from '../view/errors';
import type { Arrivals } from './arrivals';

/** Refuses whoever comes while the server stops; a request whose body was still on its way is answered. */
export function refuseWhileClosing(app: FastifyInstance, arrivals: Arrivals): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isClosing || arrivals.of(request.raw)) return done();
    done(requestError('UNAVAILABLE', 'The server is stopping.', { http: { status: 503 } }));
  });
}
