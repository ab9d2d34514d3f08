import { join } from 'node:path';

/** The sample plan: Albion Motors, a car maker after an attack on the whole company. */
export const sampleFile = join(__dirname, 'samples', 'albion-motors.yaml');
