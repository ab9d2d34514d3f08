import type { BlockerKind, DependencyKind, DependencyStrength } from '../domain/words';
import { enumOf } from '../view/enum';

export const DependencyStrengthEnum = enumOf<DependencyStrength>(
  'DependencyStrength',
  'Whether a dependency can keep a system from going ONLINE.',
  { HARD: 'Blocks.', SOFT: 'Orders and warns, never blocks.' },
);

export const DependencyKindEnum = enumOf<DependencyKind>('DependencyKind', 'What a system needs another one for.', {
  TECHNICAL: 'It does not run without it: network, storage, a platform.',
  TRUST: 'It believes what the other says: identity, keys, names.',
  DATA: 'It takes data from it.',
});

export const BlockerKindEnum = enumOf<BlockerKind>('BlockerKind', 'What kind of thing stands in the way.', {
  STATE: 'The system itself is not VALIDATED yet; for closing: not ONLINE.',
  CONTAINMENT: 'Its own containment is not verified now.',
  DEPENDENCY:
    'A HARD dependency has not reached the required state; for a milestone or line: a system that it needs is not ONLINE.',
  DEPENDENCY_UNTRUSTED: `A HARD dependency has reached it, but cannot be trusted: its containment is not verified now, or a system deeper down
(\`cause\`) is below its required state or was revoked and not signed since.`,
  MILESTONE: 'A milestone that must come first is not achieved.',
  HOLD: 'A hold is placed on the system, its plant or the incident.',
  INCIDENT: 'The incident is closed.',
  LINE: 'For criteria: a line that is not ready or running.',
  OVERRIDE: 'For closing: an override that is still open.',
});
