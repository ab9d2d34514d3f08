/** Those that the first migrations name; what comes later has a list of its own. */
export const firstRecoveryTables = [
  'incident',
  'team',
  'plant',
  'line',
  'system',
  'milestone',
  'node_rank',
  'dependency',
  'system_after',
  'milestone_system',
  'milestone_line',
  'milestone_milestone',
  'line_system',
  'line_feed',
  'containment_check',
  'hold',
] as const;

/** Those that came with overrides and notes. */
export const overrideTables = ['override', 'override_approval', 'note'] as const;

/** The tables that hold the state of an incident: folding its log from position 0 rebuilds every one of them. */
export const recoveryTables = [...firstRecoveryTables, ...overrideTables] as const;

/** Those that hold nothing but two ids: a link is made and removed, never changed. */
export const linkTables = [
  'system_after',
  'milestone_system',
  'milestone_line',
  'milestone_milestone',
  'line_system',
  'line_feed',
] as const;

/** The role in whose name the server works; it exists before the migrations run. */
export const applicationRole = 'blackstart_app';
