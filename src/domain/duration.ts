const shape = /^(\d{1,10})([mhd])$/;
const minutesOf = { m: 1, h: 60, d: 1440 } as const;
// What a column of 32 bits holds.
const longest = 2_147_483_647;

/** The minutes of `90m`, `12h` or `4d`; null when it is no such text, or too long to keep. */
export function parseDuration(text: string): number | null {
  const match = shape.exec(text);
  if (!match) return null;
  const minutes = Number(match[1]) * minutesOf[match[2] as keyof typeof minutesOf];
  return minutes <= longest ? minutes : null;
}

/** Minutes in the largest unit that holds them without a remainder: 90 → `90m`, 720 → `12h`, 5760 → `4d`. */
export function formatDuration(minutes: number): string {
  if (minutes % 1440 === 0 && minutes > 0) return `${minutes / 1440}d`;
  return minutes % 60 === 0 && minutes > 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** Minutes for a person, in days, hours and minutes: 1710 → `1 d 4 h 30 min`. */
export function spokenDuration(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [Math.round(minutes) % 60, 'min'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return said.length > 0 ? said.join(' ') : '0 min';
}
