import { AccessLogRecord } from '../access/access-log.record';
import { BreakGlassRecord } from '../access/break-glass.record';
import { BreakGlassAttemptRecord } from '../access/break-glass-attempt.record';
import { DirectoryHeadRecord } from '../access/directory-head.record';
import { GrantRecord } from '../access/grant.record';
import { PrincipalRecord } from '../access/principal.record';
import { SubjectRecord } from '../access/subject.record';
import { TokenRecord } from '../access/token.record';
import { CheckRecord } from '../containment/check.record';
import { HoldRecord } from '../holds/hold.record';
import { IncidentRecord } from '../incidents/incident.record';
import { EventRecord } from '../log/event.record';
import { EventRowsRecord } from '../log/event-rows.record';
import { HeadRecord } from '../log/head.record';
import { IdempotencyRecord } from '../log/idempotency.record';
import { MilestoneRecord } from '../milestones/milestone.record';
import { MilestoneLineRecord } from '../milestones/milestone-line.record';
import { MilestoneMilestoneRecord } from '../milestones/milestone-milestone.record';
import { MilestoneSystemRecord } from '../milestones/milestone-system.record';
import { NoteRecord } from '../notes/note.record';
import { OverrideApprovalRecord } from '../overrides/override-approval.record';
import { OverrideRecord } from '../overrides/override.record';
import { LineFeedRecord } from '../plants/line-feed.record';
import { LineRecord } from '../plants/line.record';
import { LineSystemRecord } from '../plants/line-system.record';
import { PlantRecord } from '../plants/plant.record';
import { TeamRecord } from '../plants/team.record';
import { DependencyRecord } from '../systems/dependency.record';
import { NodeRankRecord } from '../systems/node-rank.record';
import { SystemAfterRecord } from '../systems/system-after.record';
import { SystemRecord } from '../systems/system.record';

/** Every record, for the DataSource. */
export const records = [
  ...[IncidentRecord, TeamRecord, PlantRecord, LineRecord, SystemRecord, MilestoneRecord, NodeRankRecord],
  ...[DependencyRecord, SystemAfterRecord, MilestoneSystemRecord, MilestoneLineRecord, MilestoneMilestoneRecord],
  ...[LineSystemRecord, LineFeedRecord, CheckRecord, HoldRecord],
  ...[OverrideRecord, OverrideApprovalRecord, NoteRecord],
  ...[HeadRecord, EventRecord, EventRowsRecord, IdempotencyRecord],
  ...[PrincipalRecord, GrantRecord, TokenRecord, SubjectRecord, DirectoryHeadRecord, AccessLogRecord],
  ...[BreakGlassRecord, BreakGlassAttemptRecord],
];
