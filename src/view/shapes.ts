import type { AccessLogEntryType } from '../access/access-log.type';
import type { BreakGlassUseType } from '../access/break-glass.type';
import type { PrincipalType } from '../access/principal.type';
import type { EventType } from '../events/event.type';
import type { HoldType } from '../holds/hold.type';
import type { IncidentType } from '../incidents/incident.type';
import type { LineType } from '../lines/line.type';
import type { MilestoneType } from '../milestones/milestone.type';
import type { NoteType } from '../notes/note.type';
import type { OverrideType } from '../overrides/override.type';
import type { PlantType } from '../plants/plant.type';
import type { BlockerType } from '../systems/blocker.type';
import type { DependencyType } from '../systems/dependency.type';
import type { SystemType } from '../systems/system.type';

/** The GraphQL classes that name each other; everything else is imported as usual. */
export interface ShapeClasses {
  Incident: typeof IncidentType;
  Plant: typeof PlantType;
  Line: typeof LineType;
  System: typeof SystemType;
  Dependency: typeof DependencyType;
  Milestone: typeof MilestoneType;
  Hold: typeof HoldType;
  Override: typeof OverrideType;
  Note: typeof NoteType;
  Blocker: typeof BlockerType;
  Event: typeof EventType;
  Principal: typeof PrincipalType;
  AccessLogEntry: typeof AccessLogEntryType;
  BreakGlassUse: typeof BreakGlassUseType;
}
export type ShapeName = keyof ShapeClasses;

/** An object of the API by its name in the schema. As an alias it leaves no decorator metadata, so no file has to load another's class. */
export type Shape<N extends ShapeName> = InstanceType<ShapeClasses[N]>;

const classes = new Map<ShapeName, unknown>();

/** Makes a class known under its name in the schema. */
export function registerShape<N extends ShapeName>(name: N, shapeClass: ShapeClasses[N]): void {
  classes.set(name, shapeClass);
}

/** The class of a name. System names Milestone and Milestone names System: through here neither imports the other. */
export function shape<N extends ShapeName>(name: N): ShapeClasses[N] {
  const shapeClass = classes.get(name);
  if (!shapeClass) throw new Error(`No class is registered for the type ${name}.`);
  return shapeClass as ShapeClasses[N];
}
