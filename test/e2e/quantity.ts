// Reads back an amount as it stands on the screen, such as `≈ 1.25 kJ`.

const prefixes: Readonly<Record<string, number>> = { µ: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** The amount in W, J or Wh; null where the text states none. */
export function quantity(text: string): number | null {
  const found = /([\d.,]+)\s*([µmkMG]?)(?:Wh|W|J)(?!\p{L})/u.exec(text);
  const factor = prefixes[found?.[2] ?? ''];
  return found === null || factor === undefined ? null : Number(found[1]?.replaceAll(',', '')) * factor;
}
