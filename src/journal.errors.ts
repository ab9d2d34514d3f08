/** What of an error may be told in the log: no values of rows or requests, and no statement. */
interface ErrorForLog {
  type: string;
  message: string;
  stack: string;
  cause?: ErrorForLog;
  errors?: ErrorForLog[];
  [fact: string]: unknown;
}

/** What Postgres and Node say of an error that names no value. */
const facts = ['code', 'severity', 'constraint', 'schema', 'table', 'column', 'routine', 'syscall', 'address', 'port'];
const deepest = 5;

/**
 * An error as the log tells it. `detail`, `where`, `query` and `parameters` of a database error hold what somebody wrote, and so
 * does what stands in quotes in an error about a value (SQLSTATE class 22).
 */
export function errorForLog(error: unknown, depth = 0): ErrorForLog {
  if (!(error instanceof Error))
    return { type: typeof error, message: typeof error === 'string' ? error : '', stack: '' };
  const told = error as Error & Record<string, unknown>;
  const named = facts.filter((fact) => ['string', 'number'].includes(typeof told[fact]));
  const wrapped = told.cause ?? told.originalError ?? told.driverError;
  const isDeepest = depth === deepest;
  return {
    type: error.constructor.name,
    message: isAboutValue(told) ? error.message.replace(/"[^]*"/g, '"…"') : error.message,
    stack: framesOf(error),
    ...Object.fromEntries(named.map((fact) => [fact, told[fact]])),
    ...(wrapped instanceof Error && !isDeepest && { cause: errorForLog(wrapped, depth + 1) }),
    ...(error instanceof AggregateError &&
      !isDeepest && { errors: error.errors.map((one) => errorForLog(one, depth + 1)) }),
  };
}

function isAboutValue({ code }: Record<string, unknown>): boolean {
  return typeof code === 'string' && /^22...$/.test(code);
}

/** The message stands above them a second time. */
function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
