import { basename } from 'node:path';
import type { Viewer } from '../access/directory';
import type { Config } from '../config';
import type { IncidentMode } from '../domain/words';
import type { House } from '../house';
import { declareIncident } from '../incidents/incident.commands';
import type { Journal } from '../journal';
import { applyPlan } from '../plans/plan.commands';
import type { ReadDocument } from '../plans/read';
import { readPlanFile } from './document';
import { tellFindings, tellRefusals } from './findings';
import { Progress } from './progress';
import { visit } from './visit';

export interface ImportOptions {
  incident?: string;
  format?: string;
  mode?: IncidentMode;
  reason?: string;
}

/** Declares an incident from a plan, or applies the plan to the incident that has the key; exit code 1 when refused. */
export async function importFile(
  file: string,
  options: ImportOptions,
  config: Config,
  journal: Journal,
): Promise<number> {
  const progress = new Progress();
  try {
    const document = await readPlanFile(file, options.format, { progress });
    const key = options.incident ?? document.plan?.incident?.key;
    if (key)
      return await visit(config, journal, (house, actor) =>
        store({ ...options, file, key, document, house, actor, progress }),
      );
    tellFindings(file, document.findings);
    if (document.plan) tellNoKey(file);
    return 1;
  } finally {
    progress.stop();
  }
}

interface Import extends ImportOptions {
  file: string;
  key: string;
  document: ReadDocument;
  house: House;
  actor: Viewer;
  progress: Progress;
}

async function store({ file, key, document, house, actor, progress, mode, reason }: Import): Promise<number> {
  const known = await house.keeper.find(key);
  const fitting = known ? document.against(known) : document;
  tellFindings(file, fitting.findings);
  if (!fitting.plan) return 1;
  const onProgress = (done: number, total: number) => progress.show('storing', done, total);
  const context = { ledger: house.ledger, actor, onProgress };
  const outcome = known
    ? await applyPlan(context, { incident: key, reason: reason ?? `Imported from ${basename(file)}` }, fitting)
    : await declareIncident(context, { key, ...(mode && { mode }) }, fitting);
  progress.stop();
  tellRefusals(outcome.refusals);
  if (outcome.refusals.length > 0 || !outcome.board) return 1;
  const { systems, dependencies, position } = outcome.board;
  const what = known ? (outcome.events.length > 0 ? 'changed' : 'unchanged') : 'declared';
  const counts = `${systems.size} systems, ${dependencies.size} dependencies`;
  process.stdout.write(`${key}: ${what}, ${counts}, position ${position}\n`);
  return 0;
}

function tellNoKey(file: string): void {
  process.stderr.write(`${file} names no incident: give its key with --incident.\n`);
}
