/** How often the executor of a server was entered, by transport; all of them where left out. */
export async function executionsOf(server: { url: string; token: string }, transport?: string): Promise<number> {
  const headers = { authorization: `Bearer ${server.token}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const lines = [...text.matchAll(/^blackstart_executions_total\{transport="(\w+)"\} (\d+)$/gm)];
  return lines
    .filter(([, name]) => transport === undefined || name === transport)
    .reduce((sum, [, , n]) => sum + Number(n), 0);
}

/** How many answers of subscriptions a server has made and delivered so far, by their way. */
export async function answersOf(server: { url: string; token: string }) {
  const headers = { authorization: `Bearer ${server.token}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const count = (name: string, way: string) =>
    Number(new RegExp(`^blackstart_${name}\\{way="${way}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const ways = (name: string) => ({ alone: count(name, 'alone'), together: count(name, 'together') });
  return { made: ways('subscription_answers_total'), delivered: ways('deliveries_total') };
}

/** How many answers a server has served that had been kept, by road. */
export async function keptAnswersOf(server: { url: string; token: string }): Promise<{ short: number; long: number }> {
  const headers = { authorization: `Bearer ${server.token}` };
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
  const count = (road: string) =>
    Number(new RegExp(`^blackstart_kept_answers_total\\{road="${road}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { short: count('short'), long: count('long') };
}
