import Sequencer from '@jest/test-sequencer';

// The longest, as measured: begun last, one of them would run on alone when all others are done.
const longest = [
  ...['faults/seeded-holes', 'faults/revocation', 'faults/attack-search', 'faults/embedded-postgres', 'faults/outage'],
  ...[
    'api/cli',
    'api/evidence',
    'api/authorization.matrix',
    'api/whole-recovery',
    'api/planning.busy',
    'api/connections',
  ],
  ...['api/rates', 'api/planning.walk', 'faults/reconnect', 'faults/held-head'],
].map((name) => `/tests/${name}.test.ts`);

/** Jest knows how long a file takes only where it has run before; in a fresh copy the longest go first all the same. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => longest.some((name) => path.endsWith(name));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
