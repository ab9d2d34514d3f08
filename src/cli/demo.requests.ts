import type { DemoPerson } from './demo.people';

const progress = (incident: string) =>
  `{ incident(id: "${incident}") { title position progress { total online containmentVerified ready } } }`;

const recordCheck = (
  incident: string,
) => `mutation { recordContainmentCheck(input: { incident: "${incident}", system: "oob",
    kind: EVIDENCE_PRESERVED, outcome: PASSED, evidence: [{ label: "Disk images of both admin workstations" }] })
  { system { containment { status missingChecks } } event { position summary } userErrors { code message } } }`;

const bringOnline = (
  incident: string,
) => `mutation { bringSystemOnline(input: { incident: "${incident}", system: "oob" })
  { system { state } userErrors { code message blockers { kind message } } } }`;

/** Three requests for a shell: one that looks, one that is done, and one that the gate refuses. */
export function demoRequests(url: string, incident: string, people: readonly DemoPerson[]): string[] {
  const secretOf = (part: string) => people.find(({ handle }) => handle.startsWith(`${part}.`))?.secret ?? '';
  return [
    '  1. The observer looks how far the recovery is:',
    curl(url, secretOf('observer'), progress(incident)),
    '  2. An engineer records that the evidence of the first system is kept:',
    curl(url, secretOf('engineer-1'), recordCheck(incident)),
    '  3. An engineer tries to bring it online, and is told everything that is missing:',
    curl(url, secretOf('engineer-2'), bringOnline(incident)),
  ];
}

function curl(url: string, secret: string, query: string): string {
  const body = JSON.stringify({ query: query.replaceAll(/\s+/g, ' ') });
  return `curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${secret}' \\\n  -d '${body}'\n`;
}
