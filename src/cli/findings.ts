import type { PlanFinding } from '../domain/plan/finding';
import type { Refusal } from '../domain/refusal';

/** Tells the findings on a file, one line each, as compilers do: editors jump to `file:line:column`. */
export function tellFindings(file: string, findings: readonly PlanFinding[]): void {
  for (const { severity, code, message, line, column, cycle } of findings) {
    const place = [file, line, column].filter((part) => part !== null).join(':');
    const path = cycle ? ` (${cycle.join(' → ')})` : '';
    process.stderr.write(`${place}: ${severity} ${code} ${message}${path}\n`);
  }
}

/** Tells why a command was refused. */
export function tellRefusals(refusals: readonly Refusal[]): void {
  for (const { code, message, cycle } of refusals) {
    process.stderr.write(`refused: ${code} ${message}${cycle ? ` (${cycle.join(' → ')})` : ''}\n`);
  }
}
