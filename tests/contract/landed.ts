/** What had to land with the first release of the API: whole types, but for what comes later. */
const wholeTypes = [
  ...['DateTime', 'JSON', 'Node', 'PageInfo', 'Payload', 'UserError', 'UserErrorCode'],
  ...['Incident', 'IncidentConnection', 'IncidentEdge', 'IncidentMode', 'IncidentStatus', 'Policy', 'ContainmentRule'],
  ...['Progress', 'Plant', 'Team', 'Hold', 'Milestone', 'MilestoneStatus'],
  ...['System', 'SystemConnection', 'SystemEdge', 'SystemState', 'Zone', 'ServiceLevel', 'SystemFilter', 'SystemOrder'],
  ...['SystemChange', 'Validation', 'Link', 'Estimate', 'EstimateInput'],
  ...['Dependency', 'DependencyConnection', 'DependencyEdge', 'DependencyStrength', 'DependencyKind'],
  ...['Blocker', 'BlockerKind', 'Containment', 'ContainmentStatus', 'ContainmentCheck', 'ContainmentCheckKind'],
  ...['CheckOutcome', 'Evidence', 'EvidenceInput'],
  ...['Principal', 'PrincipalKind', 'Role', 'Grant', 'GrantInput', 'AccessToken'],
  ...['Event', 'EventType', 'EventFilter', 'EventConnection', 'EventEdge'],
  ...['PlanFormat', 'PlanDocumentInput', 'PlanCheck', 'PlanFinding', 'FindingSeverity', 'FindingCode'],
  ...['PlanDiff', 'PlanDiffEntry', 'PlanDiffAction'],
  ...['DeclareIncidentInput', 'ApplyPlanInput', 'SystemActionInput', 'SystemReasonInput', 'SystemsActionInput'],
  ...['MarkSystemRestoredInput', 'RecordValidationInput', 'UpdateSystemInput', 'AddDependencyInput'],
  ...['RemoveDependencyInput', 'RecordContainmentCheckInput', 'RecordContainmentChecksInput'],
  ...['WaiveContainmentCheckInput', 'VerifyContainmentInput', 'RevokeContainmentInput'],
  ...['PlaceHoldInput', 'ReleaseHoldInput', 'MilestoneActionInput'],
  ...['CreatePrincipalInput', 'CreateAccessTokenInput', 'RevokeAccessTokenInput'],
  ...['IncidentPayload', 'ApplyPlanPayload', 'SystemPayload', 'SystemsPayload', 'SystemResult', 'DependencyPayload'],
  ...['HoldPayload', 'MilestonePayload', 'PrincipalPayload', 'AccessTokenPayload'],
];

/** Of those types, what comes later. */
const later: Record<string, string[]> = {
  Incident: [
    'overrides',
    'history',
    'nextActions',
    'bottlenecks',
    'restorePlan',
    'line',
    'notes',
    'webhooks',
    'report',
  ],
  Plant: ['status', 'lines', 'forecast'],
  Milestone: ['lines', 'forecast'],
  Blocker: ['line', 'override'],
  System: ['lines', 'risks', 'rootBlockers', 'blastRadius', 'unlocks', 'allowedActions', 'notes', 'schedule'],
  Progress: ['atRisk'],
  SystemFilter: ['atRisk'],
  SystemOrder: ['MOST_UNLOCKED'],
  Event: ['line'],
  RevokeContainmentInput: ['cascade', 'expectedCount'],
};

/** Of the root types, what had to land. */
const rootFields: Record<string, string[]> = {
  Query: ['node', 'viewer', 'incidents', 'checkPlan', 'incident', 'system', 'plant', 'milestone'],
  Mutation: [
    ...['declareIncident', 'applyPlan', 'startRestore', 'startRestores', 'markSystemRestored', 'markSystemsRestored'],
    ...['recordValidation', 'bringSystemOnline', 'bringSystemsOnline', 'takeSystemOffline', 'updateSystem'],
    ...['addDependency', 'removeDependency', 'recordContainmentCheck', 'recordContainmentChecks'],
    ...['waiveContainmentCheck', 'verifyContainment', 'revokeContainment', 'placeHold', 'releaseHold'],
    ...['achieveMilestone', 'reopenMilestone', 'createPrincipal', 'createAccessToken', 'revokeAccessToken'],
  ],
  Subscription: ['incidentEvents', 'systemChanged', 'incidentProgress'],
};

/** Whether a coordinate is one of those that had to land. */
export function hadToLand(coordinate: string): boolean {
  const [type, member] = coordinate.split(/[.(]/) as [string, string | undefined];
  if (type in rootFields) return member === undefined || rootFields[type]!.includes(member);
  return wholeTypes.includes(type) && !later[type]?.includes(member ?? '');
}
