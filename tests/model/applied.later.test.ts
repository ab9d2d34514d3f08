import { testApplied } from './applied';

describe('a board that events moved forward, with other seeds', () => testApplied([13, 21, 34, 55, 89]));
