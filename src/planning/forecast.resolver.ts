import { FieldResolver, Resolver, Root } from 'type-graphql';
import {
  type Forecast,
  lineForecast,
  milestoneForecast,
  plantForecast,
  systemForecast,
} from '../domain/schedule/forecast';
import { LineType } from '../lines/line.type';
import { MilestoneType } from '../milestones/milestone.type';
import { PlantType } from '../plants/plant.type';
import { Awaited } from '../view/awaited';
import { outlookOf } from './ask';
import { ForecastType } from './forecast.type';
import { ScheduleType } from './schedule.type';

@Resolver(() => ScheduleType)
export class ScheduleResolver {
  @Awaited()
  @FieldResolver(() => ForecastType, {
    nullable: true,
    description: 'When it will be ONLINE; null once it is, or is RETIRED.',
  })
  async onlineAt(@Root() { view, system }: ScheduleType): Promise<Forecast | null> {
    return systemForecast(await outlookOf(view), system);
  }
}

@Resolver(() => PlantType)
export class PlantForecastResolver {
  @Awaited()
  @FieldResolver(() => ForecastType, {
    nullable: true,
    description: 'When all that the plant cannot do without will be ONLINE; null once it is.',
  })
  async forecast(@Root() { view, index }: PlantType): Promise<Forecast | null> {
    return plantForecast(await outlookOf(view), index);
  }
}

@Resolver(() => LineType)
export class LineForecastResolver {
  @Awaited()
  @FieldResolver(() => ForecastType, {
    nullable: true,
    description: 'When its systems will be ONLINE and the lines that feed it able to produce; null once it is so.',
  })
  async forecast(@Root() { view, index }: LineType): Promise<Forecast | null> {
    return lineForecast(view.board, await outlookOf(view), index);
  }
}

@Resolver(() => MilestoneType)
export class MilestoneForecastResolver {
  @Awaited()
  @FieldResolver(() => ForecastType, {
    nullable: true,
    description: 'When its criteria will be met; null once it is ACHIEVED. Gates are taken to be declared at once.',
  })
  async forecast(@Root() { view, index }: MilestoneType): Promise<Forecast | null> {
    return milestoneForecast(view.board, await outlookOf(view), index);
  }
}
