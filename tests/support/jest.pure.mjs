import { base, testFiles } from './jest.base.mjs';

/** Tests that need no Postgres: nothing is started for them. */
export default { ...base, displayName: 'pure', testMatch: testFiles({ withPostgres: false }) };
