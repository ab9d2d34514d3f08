import { LogTables1795400000001 } from './1795400000001-log-tables';
import { PlanTables1795400000002 } from './1795400000002-plan-tables';
import { SystemTables1795400000003 } from './1795400000003-system-tables';
import { LinkTables1795400000004 } from './1795400000004-link-tables';
import { AccessTables1795400000005 } from './1795400000005-access-tables';
import { HeadGuard1795400000006 } from './1795400000006-head-guard';
import { EventGuard1795400000007 } from './1795400000007-event-guard';
import { RowGuard1795400000008 } from './1795400000008-row-guard';
import { StepGuard1795400000009 } from './1795400000009-step-guard';
import { FactGuards1795400000010 } from './1795400000010-fact-guards';
import { RankGuard1795400000011 } from './1795400000011-rank-guard';
import { ContainmentGuard1795400000012 } from './1795400000012-containment-guard';
import { GateGuard1795400000013 } from './1795400000013-gate-guard';
import { CommitGuard1795400000014 } from './1795400000014-commit-guard';
import { OverrideTables1795400000015 } from './1795400000015-override-tables';
import { OverrideGuard1795400000016 } from './1795400000016-override-guard';
import { OverrideGate1795400000017 } from './1795400000017-override-gate';
import { MilestoneGate1795400000018 } from './1795400000018-milestone-gate';
import { MarkGuards1795400000019 } from './1795400000019-mark-guards';
import { EndGuards1795400000020 } from './1795400000020-end-guards';
import { AccessLog1795400000026 } from './1795400000026-access-log';
import { AccessLogGuard1795400000027 } from './1795400000027-access-log-guard';
import { AccessLogTriggers1795400000028 } from './1795400000028-access-log-triggers';
import { QuickerCommit1795400000030 } from './1795400000030-quicker-commit';
import { QuickerChecks1795400000031 } from './1795400000031-quicker-checks';
import { QuickerGuards1795400000032 } from './1795400000032-quicker-guards';
import { OverridesOfEach1795400000033 } from './1795400000033-overrides-of-each';

/** Every migration; TypeORM orders them by the number in the name. */
export const migrations = [
  LogTables1795400000001,
  PlanTables1795400000002,
  SystemTables1795400000003,
  LinkTables1795400000004,
  AccessTables1795400000005,
  HeadGuard1795400000006,
  EventGuard1795400000007,
  RowGuard1795400000008,
  StepGuard1795400000009,
  FactGuards1795400000010,
  RankGuard1795400000011,
  ContainmentGuard1795400000012,
  GateGuard1795400000013,
  CommitGuard1795400000014,
  OverrideTables1795400000015,
  OverrideGuard1795400000016,
  OverrideGate1795400000017,
  MilestoneGate1795400000018,
  MarkGuards1795400000019,
  EndGuards1795400000020,
  AccessLog1795400000026,
  AccessLogGuard1795400000027,
  AccessLogTriggers1795400000028,
  QuickerCommit1795400000030,
  QuickerChecks1795400000031,
  QuickerGuards1795400000032,
  OverridesOfEach1795400000033,
];
