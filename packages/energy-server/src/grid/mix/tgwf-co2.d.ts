// What we use of @tgwf/co2, which has no types of its own.

declare module '@tgwf/co2/data' {
  /** Ember's yearly average intensity, gCO2e per kWh, by ISO 3166-1 alpha-3 code, and `WORLD`. */
  export const averageIntensity: { readonly data: Readonly<Record<string, number>> };
}
