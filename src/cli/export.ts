import { mayRead } from '../domain/permission';
import type { Config } from '../config';
import type { Journal } from '../journal';
import { planYaml } from '../plans/write';
import { visit } from './visit';

/** Prints the plan that would recreate an incident's topology. */
export async function exportIncident(incident: string, config: Config, journal: Journal): Promise<number> {
  return visit(config, journal, async ({ keeper }, viewer) => {
    const board = await keeper.find(incident);
    if (!board || !mayRead(viewer, board.id)) throw new Error(`There is no incident ${incident}.`);
    await printed(planYaml(board));
    return 0;
  });
}

function printed(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}
