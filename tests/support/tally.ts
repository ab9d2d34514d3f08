import type { Tally } from '../../src/graphql/tally';

const nothing = (): void => undefined;

/** Counts nothing. */
export const silentTally: Tally = {
  ...{
    entered: nothing,
    ran: nothing,
    failed: nothing,
    answered: nothing,
    executed: nothing,
    delivered: nothing,
    servedKept: nothing,
  },
  ...{ opened: nothing, closed: nothing },
};
