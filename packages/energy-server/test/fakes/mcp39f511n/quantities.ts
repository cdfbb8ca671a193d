// Numbers and times as people type them.

/** `80` → 80; NaN for anything else. */
export function numberIn(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
}

/** Milliseconds: `5s` → 5000, `250ms` → 250; NaN for anything else, a number without a unit too. */
export function timeIn(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text.trim());
  if (!match) return Number.NaN;
  return Number(match[1]) * (match[2] === 's' ? 1000 : 1);
}
