import type { Plan } from '../domain/plan/plan';
import { examinePlan } from '../planning/ask';
import { Forecaster } from '../planning/forecaster';
import { checkDocument } from '../plans/read';
import { readPlanFile } from './document';
import { tellFindings } from './findings';

const planningThreads = 2;

/** Tells what is wrong with a plan, and how much it holds; exit code 1 when it could not be taken over. */
export async function checkFile(file: string, format: string | undefined): Promise<number> {
  const forecaster = new Forecaster(planningThreads);
  const examine = (plan: Plan) => examinePlan(forecaster, plan, new Date().toISOString());
  const document = await readPlanFile(file, format, { examine }).finally(() => forecaster.close());
  const { valid, systems, dependencies, plants, milestones, findings } = checkDocument(document);
  tellFindings(file, findings);
  const counts = `${systems} systems, ${dependencies} dependencies, ${plants} plants, ${milestones} milestones`;
  process.stdout.write(`${file}: ${valid ? 'ok' : 'not usable'}, ${counts}\n`);
  return valid ? 0 : 1;
}
