import { First1796000000001 } from './1796000000001-first';

/** Every migration; TypeORM orders them by the number in the name. */
export const migrations = [First1796000000001];
