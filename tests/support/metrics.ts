/** How often the executor of a server was entered, by transport; all of them where left out. */
export async function executionsOf(server: { url: string; token: string }, transport?: string): Promise<number> {
  const headers = { authorization: `Bearer ${server.token}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const lines = [...text.matchAll(/^blackstart_executions_total\{transport="(\w+)"\} (\d+)$/gm)];
  return lines
    .filter(([, name]) => transport === undefined || name === transport)
    .reduce((sum, [, , n]) => sum + Number(n), 0);
}
