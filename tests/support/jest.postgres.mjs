import { base, testFiles } from './jest.base.mjs';

/** Tests on a real Postgres, which is started once for all of them. */
export default {
  ...base,
  displayName: 'postgres',
  testMatch: testFiles({ withPostgres: true }),
  globalSetup: '<rootDir>/tests/support/globalSetup.ts',
  globalTeardown: '<rootDir>/tests/support/globalTeardown.ts',
};
