import { Args, Field, Float, Int, ObjectType } from 'type-graphql';
import type { Instant, TeamRow } from '../domain/rows';
import type { Forecast, Outlook, TeamWork } from '../domain/schedule/forecast';
import { type Schedule, criticalSystems, systemsByWave } from '../domain/schedule/schedule';
import { TeamType } from '../incidents/team.type';
import { DateTime } from '../view/scalars';
import { type Shape, shape } from '../view/shapes';
import type { View } from '../view/view';
import { outlookOf } from './ask';
import { ForecastType } from './forecast.type';
import type { Question } from './forecaster';
import { StretchArgs, WaveType, stretchOf } from './wave.type';

@ObjectType('MilestoneForecast', { description: 'When one milestone will be reached.' })
export class MilestoneForecastType {
  @Field(() => shape('Milestone'), { simple: true, description: 'The milestone.' })
  milestone!: Shape<'Milestone'>;

  @Field(() => ForecastType, { simple: true, description: 'When its criteria will be met.' })
  forecast!: Forecast;

  @Field(() => Float, {
    simple: true,
    nullable: true,
    description: 'Share of trials that met dueAt; null without one.',
  })
  onTime!: number | null;
}

@ObjectType('TeamLoad', { description: 'What one team has before it.' })
export class TeamLoadType {
  constructor(
    private readonly view: View,
    private readonly load: TeamWork & { forecast: Forecast | null },
  ) {}

  @Field(() => TeamType, { simple: true, description: 'The team.' })
  get team(): TeamRow {
    return this.view.board.teams.at(this.load.team);
  }

  @Field(() => Int, { simple: true, description: 'How many of its systems have to come back.' })
  get systems(): number {
    return this.load.systems;
  }

  @Field(() => Int, { simple: true, description: 'The likely working minutes that are left in them.' })
  get likelyMinutes(): number {
    return this.load.likelyMinutes;
  }

  @Field(() => ForecastType, {
    simple: true,
    nullable: true,
    description: 'When its last system will be back; null when all are.',
  })
  get busyUntil(): Forecast | null {
    return this.load.forecast;
  }
}

@ObjectType('RestorePlan', {
  description:
    'The order of return, from the present state on, with or without changes supposed. `System.schedule` is always that of the plan without them.',
})
export class RestorePlanType {
  private readonly schedule: Schedule;

  constructor(
    readonly view: View,
    readonly question: Question,
    /** The same question without the changes; null where there are none. */
    readonly plain: Question | null,
  ) {
    this.schedule = view.context.forecaster.schedule(view.board, question);
  }

  /** Simulated when a field first asks for it. */
  outlook(): Promise<Outlook> {
    return outlookOf(this.view, this.question);
  }

  @Field(() => Int, { simple: true, description: 'Number of the last event that it reflects.' })
  get position(): number {
    return this.view.board.position;
  }

  @Field(() => DateTime, {
    simple: true,
    description: 'The planning time from which it counts: now, floored to 5 minutes, never before the last event.',
  })
  get generatedAt(): Instant {
    return this.question.at;
  }

  @Field(() => [WaveType], { simple: true, description: 'What can be restored side by side, first to last.' })
  get waves(): WaveType[] {
    return this.view.list(systemsByWave(this.schedule), (systems, index) => new WaveType(this.view, index, systems));
  }

  @Field(() => [shape('System')], {
    simple: true,
    description: 'Every system that is not online or retired, each after all it depends on.',
  })
  order(@Args(() => StretchArgs) args: StretchArgs): Shape<'System'>[] {
    return stretchOf(this.view, this.schedule.order, args);
  }

  @Field(() => [shape('System')], {
    simple: true,
    description: 'The chain of systems that decides when the last one is back, team capacities left out.',
  })
  get criticalPath(): Shape<'System'>[] {
    return this.view.systems(criticalSystems(this.schedule));
  }
}
