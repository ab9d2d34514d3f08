import { testApplied } from './applied';

// With the other file 5,000 commands in all; two files run side by side.
describe('a board that events moved forward', () => testApplied([1, 2, 3, 5, 8]));
