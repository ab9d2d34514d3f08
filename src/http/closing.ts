import type { FastifyInstance } from 'fastify';
import { requestError } from '../view/errors';
import { arrivalOf } from './arrival';

/** Refuses whoever comes while the server stops; a request whose body was still on its way is answered. */
export function refuseWhileClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isClosing || arrivalOf(request.raw)) return done();
    done(requestError('UNAVAILABLE', 'The server is stopping.', { http: { status: 503 } }));
  });
}
