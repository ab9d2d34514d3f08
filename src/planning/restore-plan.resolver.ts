import { Args, ArgsType, Field, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { PlanFinding } from '../domain/plan/finding';
import { planFindings } from '../domain/plan-findings';
import {
  type Forecast,
  completionForecast,
  deltaMinutes,
  milestoneForecast,
  onTimeShare,
  teamForecast,
  teamWork,
} from '../domain/schedule/forecast';
import { IncidentType } from '../incidents/incident.type';
import { PlanFindingType } from '../plans/plan.type';
import { Awaited } from '../view/awaited';
import { outlookOf } from './ask';
import { ForecastType } from './forecast.type';
import { questionOf } from './question';
import { MilestoneForecastType, RestorePlanType, TeamLoadType } from './restore-plan.type';
import { WhatIfInput } from './what-if.input';

@ArgsType()
class RestorePlanArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 500,
    description: 'How many recoveries to simulate, 1 to 20,000; with many systems fewer.',
  })
  trials?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'What the simulation draws its numbers from.' })
  seed?: number | null;

  @Field(() => WhatIfInput, { nullable: true, description: 'What to suppose; nothing of it is stored.' })
  whatIf?: WhatIfInput | null;
}

@Resolver(() => IncidentType)
export class IncidentPlanResolver {
  @Awaited()
  @FieldResolver(() => RestorePlanType, {
    description: 'The order of return and what it comes to, as it stands or with changes supposed.',
  })
  restorePlan(@Root() { view }: IncidentType, @Args(() => RestorePlanArgs) args: RestorePlanArgs): RestorePlanType {
    const question = questionOf(view, args);
    return new RestorePlanType(view, question, args.whatIf ? questionOf(view, { ...args, whatIf: null }) : null);
  }
}

@Resolver(() => RestorePlanType)
export class RestorePlanResolver {
  @Awaited()
  @FieldResolver(() => ForecastType, {
    nullable: true,
    description: 'When all systems will be ONLINE and all milestones achieved; null when they are.',
  })
  async completion(@Root() plan: RestorePlanType): Promise<Forecast | null> {
    return completionForecast(await plan.outlook());
  }

  @Awaited()
  @FieldResolver(() => [MilestoneForecastType], { description: 'Every milestone that is not ACHIEVED, by key.' })
  async milestones(@Root() plan: RestorePlanType): Promise<MilestoneForecastType[]> {
    const { view } = plan;
    const outlook = await plan.outlook();
    return view
      .list({ length: view.board.milestones.size }, (_, index) => {
        const forecast = milestoneForecast(view.board, outlook, index);
        const onTime = onTimeShare(view.board, outlook, index);
        return forecast && { milestone: view.milestone(index), forecast, onTime };
      })
      .filter((one) => one !== null);
  }

  @Awaited()
  @FieldResolver(() => [TeamLoadType], { description: 'What each team has before it, by key.' })
  async teams(@Root() plan: RestorePlanType): Promise<TeamLoadType[]> {
    const outlook = await plan.outlook();
    const loads = teamWork(plan.view.board, outlook.schedule);
    return plan.view.list(loads, (load) => {
      return new TeamLoadType(plan.view, { ...load, forecast: teamForecast(outlook, load.team) });
    });
  }

  @Awaited()
  @FieldResolver(() => [PlanFindingType], {
    description:
      "Places where the plan contradicts itself, such as a recovery time objective shorter than a dependency's.",
  })
  async findings(@Root() plan: RestorePlanType): Promise<PlanFinding[]> {
    return planFindings(plan.view.board, await plan.outlook());
  }

  @Awaited()
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Against the plan without whatIf, in minutes of p50; null without whatIf.',
  })
  async deltaMinutes(@Root() plan: RestorePlanType): Promise<number | null> {
    const { view, question, plain } = plan;
    if (plain === null) return null;
    return deltaMinutes(await outlookOf(view, question), await outlookOf(view, plain));
  }
}
