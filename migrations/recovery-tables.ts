/** The tables that hold the state of an incident: folding its log from position 0 rebuilds every one of them. */
export const recoveryTables = [
  ...['incident', 'team', 'plant', 'line', 'system', 'milestone', 'node_rank', 'dependency'],
  ...['system_after', 'milestone_system', 'milestone_line', 'milestone_milestone', 'line_system', 'line_feed'],
  ...['containment_check', 'hold', 'override', 'override_approval', 'note'],
] as const;

/** The role in whose name the server works; it exists before the migrations run. */
export const applicationRole = 'blackstart_app';
