import { checkKinds, incidentModes, zones } from '../words';
import type { ContainmentRule } from '../rows';
import { Fields, isMap } from './fields';
import type { PlanIncident, Policy } from './plan';
import { shown } from './nearest';

const incidentFields = ['key', 'title', 'mode', 'declaredAt', 'compromisedSince'];
const policyFields = [
  'separationOfDuties',
  'verificationTtl',
  'otVerificationTtl',
  'overrideApprovals',
  'overrideTtl',
  'neverWaive',
  'rules',
];
const ruleFields = ['zones', 'minTier', 'maxTier', 'safetyOnly', 'require'];

/** A map under the top of the document; null where it is absent or none. */
function part(top: Fields, name: string, names: readonly string[]): Fields | null {
  const value = top.value(name);
  if (value === null) return null;
  if (!isMap(value)) return top.wrong(name, `${name} must be a map, not ${shown(value)}.`);
  const fields = new Fields(top.reading, value, top.spotOf(name), name);
  fields.refuseOthers(names);
  return fields;
}

/** What a document says of the incident itself. */
export function readIncident(top: Fields): PlanIncident | undefined {
  const fields = part(top, 'incident', incidentFields);
  if (fields === null) return undefined;
  return {
    key: fields.value('key') === null ? null : fields.key(),
    title: fields.text('title'),
    mode: fields.word('mode', incidentModes),
    declaredAt: fields.instant('declaredAt'),
    compromisedSince: fields.instant('compromisedSince'),
  };
}

/** The parts of a policy that a document gives; the others are left out. */
export function readPolicy(top: Fields): Partial<Policy> | undefined {
  const fields = part(top, 'policy', policyFields);
  if (fields === null) return undefined;
  const said = (name: string): boolean => fields.value(name) !== null;
  const policy: Partial<Policy> = {};
  if (said('separationOfDuties')) policy.separationOfDuties = fields.flag('separationOfDuties') ?? true;
  if (said('verificationTtl')) policy.verificationMinutes = timeToLive(fields, 'verificationTtl');
  if (said('otVerificationTtl')) policy.otVerificationMinutes = timeToLive(fields, 'otVerificationTtl');
  if (said('overrideApprovals')) policy.overrideApprovals = fields.integer('overrideApprovals', 1, 5) ?? 2;
  if (said('overrideTtl')) policy.overrideMinutes = timeOf(fields, 'overrideTtl') ?? 1;
  if (said('neverWaive')) policy.neverWaive = fields.words('neverWaive', checkKinds);
  if (said('rules')) policy.rules = readRules(fields);
  return policy;
}

// An empty field must not make signatures last for ever, so "never" is a word of its own.
function timeToLive(fields: Fields, name: string): number | null {
  return fields.value(name) === 'never' ? null : timeOf(fields, name);
}

function timeOf(fields: Fields, name: string): number | null {
  const minutes = fields.duration(name);
  return minutes === 0 ? fields.wrong(name, `${name} must be longer than nothing.`) : minutes;
}

function readRules(policy: Fields): ContainmentRule[] {
  return policy.items('rules').flatMap(({ value, spot }) => {
    if (!isMap(value)) return policy.wrongAt(spot, `a rule is a map such as {require: [ROOT_CAUSE_CLOSED]}.`) ?? [];
    const fields = new Fields(policy.reading, value, spot, `rule number ${Number(spot.step) + 1}`);
    fields.refuseOthers(ruleFields);
    return [readRule(fields)];
  });
}

function readRule(fields: Fields): ContainmentRule {
  const rule: ContainmentRule = {
    zones: fields.words('zones', zones),
    minTier: fields.integer('minTier', 0, 99),
    maxTier: fields.integer('maxTier', 0, 99),
    safetyOnly: fields.flag('safetyOnly') ?? false,
    require: fields.words('require', checkKinds),
  };
  if (rule.require.length === 0) fields.wrong('require', 'require names no check: a rule needs at least one.');
  if (rule.minTier !== null && rule.maxTier !== null && rule.minTier > rule.maxTier) {
    fields.wrong('maxTier', `maxTier ${rule.maxTier} lies below minTier ${rule.minTier}: no system could match.`);
  }
  return rule;
}
