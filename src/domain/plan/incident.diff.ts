import type { IncidentRow, Instant, Uuid } from '../rows';
import type { IncidentMode } from '../words';
import type { World } from '../world';
import type { PlanRows } from './changes';
import { changedColumns, fieldsOf } from './columns';
import type { NewIncident } from './diff';
import type { Plan } from './plan';
import { defaultPolicy } from './policy.default';

/** What the one who declares an incident says of it; it wins over the plan. */
export interface Declaration {
  id: Uuid;
  key: string;
  title?: string | null;
  mode?: IncidentMode | null;
  declaredAt?: Instant | null;
  compromisedSince?: Instant | null;
}

/** The row of a new incident: what is said, else what its plan says, else LIVE, now, its key as the title, the default policy. */
export function newIncident(said: Declaration, plan: Plan | null, now: Instant): NewIncident {
  const planned = plan?.incident;
  return {
    id: said.id,
    key: said.key,
    title: said.title ?? planned?.title ?? said.key,
    mode: said.mode ?? planned?.mode ?? 'LIVE',
    status: 'OPEN',
    declaredAt: said.declaredAt ?? planned?.declaredAt ?? now,
    compromisedSince: said.compromisedSince ?? planned?.compromisedSince ?? null,
    closedAt: null,
    ...defaultPolicy,
    ...plan?.policy,
  };
}

/** The incident's own row: new, or with the title, the suspected beginning and the policy that the plan gives. */
export function changeIncident(rows: PlanRows, world: World | null, plan: Plan, incident: NewIncident): void {
  if (world === null) {
    const { id, ...columns } = incident;
    rows.insert('cut', 'incident', { id, ...columns });
    rows.tell('ADD', 'incident', incident.key);
    return;
  }
  const said: Partial<IncidentRow> = {};
  if (plan.incident?.title != null) said.title = plan.incident.title;
  if (plan.incident?.compromisedSince != null) said.compromisedSince = plan.incident.compromisedSince;
  const own = changedColumns(world.incident, said);
  const policy = changedColumns<IncidentRow, Partial<IncidentRow>>(world.incident, plan.policy ?? {});
  const columns = { ...own, ...policy };
  if (Object.keys(columns).length > 0) rows.update('object', 'incident', { id: incident.id, ...columns });
  if (Object.keys(own).length > 0) rows.tell('CHANGE', 'incident', incident.key, fieldsOf(own));
  if (Object.keys(policy).length > 0) rows.tell('CHANGE', 'policy', incident.key, fieldsOf(policy));
}
