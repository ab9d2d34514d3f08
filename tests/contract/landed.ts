/** Types that come later as a whole: webhooks and the report. */
const laterTypes = [
  ...['Webhook', 'CreateWebhookInput', 'UpdateWebhookInput', 'DeleteWebhookInput', 'WebhookPayload'],
  ...['AfterActionReport', 'RecoveryRecord'],
];

/** Of the other types, what comes later. */
const laterMembers: Record<string, string[]> = {
  Incident: ['webhooks', 'report'],
  Mutation: ['createWebhook', 'updateWebhook', 'deleteWebhook'],
};

/** Whether a coordinate of the contract is one of those that had to land: all but webhooks and the report. */
export function hadToLand(coordinate: string): boolean {
  const [type, member] = coordinate.split(/[.(]/) as [string, string | undefined];
  return !laterTypes.includes(type) && !laterMembers[type]?.includes(member ?? '');
}
