import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Tally } from '../graphql/tally';

export interface Metrics extends Tally {
  readonly registry: Registry;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The counters of one process. No label names a person, a token, an incident or an address. */
export function openMetrics(closedOff: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'blackstart_' });
  const own = { registers: [registry] };
  const executed = new Counter({
    name: 'blackstart_executions_total',
    help: 'Operations that the executor was entered for, by transport.',
    labelNames: ['transport'],
    ...own,
  });
  const runs = new Counter({
    name: 'blackstart_runs_total',
    help: 'Operations executed, by way: written as text, compiled, interpreted, or interpreted again after one of these met an error.',
    labelNames: ['run'],
    ...own,
  });
  const faults = new Counter({
    name: 'blackstart_run_faults_total',
    help: 'Compiled or written answers that failed by a fault of this program; the operations were executed another way.',
    labelNames: ['run'],
    ...own,
  });
  const answers = new Counter({
    name: 'blackstart_answers_total',
    help: 'Requests answered, by transport and outcome: OK or the code of the first error.',
    labelNames: ['transport', 'outcome'],
    ...own,
  });
  const durations = new Histogram({
    name: 'blackstart_answer_seconds',
    help: 'Time from reading a request to its answer, by transport and outcome.',
    labelNames: ['transport', 'outcome'],
    buckets: seconds,
    ...own,
  });
  const kept = new Counter({
    name: 'blackstart_kept_answers_total',
    help: 'Answers that had been kept from before, by road: short is before the framework is entered.',
    labelNames: ['road'],
    ...own,
  });
  const made = new Counter({
    name: 'blackstart_subscription_answers_total',
    help: 'Answers of subscriptions that were made: for one alone, or once for all who are answered alike.',
    labelNames: ['way'],
    ...own,
  });
  const delivered = new Counter({
    name: 'blackstart_deliveries_total',
    help: 'Answers that were sent to subscriptions, by how they were made.',
    labelNames: ['way'],
    ...own,
  });
  const open = new Gauge({
    name: 'blackstart_open_connections',
    help: 'Sockets and streams that are open, by transport.',
    labelNames: ['transport'],
    ...own,
  });
  new Gauge({
    name: 'blackstart_closed_off_incidents',
    help: "Incidents that this process has closed off, because their logs can't be read.",
    collect() {
      this.set(closedOff());
    },
    ...own,
  });
  return {
    registry,
    entered: (transport) => executed.inc({ transport }),
    ran: (run) => runs.inc({ run }),
    failed: (run) => faults.inc({ run }),
    answered: (transport, outcome, milliseconds) => {
      answers.inc({ transport, outcome });
      if (milliseconds !== undefined) durations.observe({ transport, outcome }, milliseconds / 1000);
    },
    servedKept: (road) => kept.inc({ road }),
    executed: (way) => made.inc({ way }),
    delivered: (way, answers) => delivered.inc({ way }, answers),
    opened: (transport) => open.inc({ transport }),
    closed: (transport) => open.dec({ transport }),
  };
}

/** `/metrics` in the text format of Prometheus, behind the same door as everything else. */
export function serveMetrics(app: FastifyInstance, { registry }: Metrics): void {
  app.get('/metrics', async (_request, reply) => {
    void reply.header('content-type', registry.contentType);
    return registry.metrics();
  });
}
