/** Types that come later as a whole: planning, webhooks and the report. */
const laterTypes = [
  ...['Forecast', 'Schedule', 'RestorePlan', 'Wave', 'MilestoneForecast', 'TeamLoad'],
  ...['WhatIfInput', 'WhatIfEstimate', 'WhatIfTeam', 'WhatIfDelay', 'NextAction', 'NextActionKind', 'Bottleneck'],
  ...['Webhook', 'CreateWebhookInput', 'UpdateWebhookInput', 'DeleteWebhookInput', 'WebhookPayload'],
  ...['AfterActionReport', 'RecoveryRecord'],
];

/** Of the other types, what comes later. */
const laterMembers: Record<string, string[]> = {
  Incident: ['nextActions', 'bottlenecks', 'restorePlan', 'webhooks', 'report'],
  Plant: ['forecast'],
  Line: ['forecast'],
  Milestone: ['forecast'],
  System: ['schedule'],
  Mutation: ['createWebhook', 'updateWebhook', 'deleteWebhook'],
};

/** Whether a coordinate of the contract is one of those that had to land: all but planning, webhooks and the report. */
export function hadToLand(coordinate: string): boolean {
  const [type, member] = coordinate.split(/[.(]/) as [string, string | undefined];
  return !laterTypes.includes(type) && !laterMembers[type]?.includes(member ?? '');
}
