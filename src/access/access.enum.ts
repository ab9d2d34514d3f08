import type { GrantSource, PrincipalKind, Role } from '../domain/words';
import { enumOf } from '../view/enum';

export const RoleEnum = enumOf<Role>('Role', 'What a grant lets its holder do; every role may read.', {
  OBSERVER: 'Reads.',
  ENGINEER: 'Restores, validates and brings systems online and offline, and records checks.',
  VERIFIER: 'Signs the containment of systems, and records checks.',
  COMMANDER: 'Declares and leads: plans, dependencies, waivers, gate milestones, holds of others.',
  ADMIN: 'Keeps principals, tokens and webhooks.',
});

export const PrincipalKindEnum = enumOf<PrincipalKind>('PrincipalKind', 'Who stands behind a principal.', {
  HUMAN: 'A person.',
  SERVICE: 'A program; it never signs, waives, approves, declares or releases the holds of others.',
});

export const GrantSourceEnum = enumOf<GrantSource>('GrantSource', 'Where a grant comes from.', {
  GIVEN: 'An ADMIN gave it.',
  CLAIMED: 'The claims of the last login gave it, by the mapping in the settings.',
});
