// Parts of countries that have a mix of their own; a time zone cannot tell them, so people choose them by hand.

/** A bidding zone, control area or region. */
export interface Zone {
  readonly id: string;
  readonly country: string;
  readonly name: string;
}

export const zones: readonly Zone[] = [
  { id: 'DE-LU', country: 'DE', name: 'Germany and Luxembourg' },
  { id: '50Hertz', country: 'DE', name: '50Hertz' },
  { id: 'Amprion', country: 'DE', name: 'Amprion' },
  { id: 'TenneT-DE', country: 'DE', name: 'TenneT (Germany)' },
  { id: 'TransnetBW', country: 'DE', name: 'TransnetBW' },
  { id: 'DK1', country: 'DK', name: 'Western Denmark' },
  { id: 'DK2', country: 'DK', name: 'Eastern Denmark' },
  { id: 'NIE', country: 'GB', name: 'Northern Ireland' },
  { id: 'IE-SEM', country: 'IE', name: 'Ireland, the whole island' },
  { id: 'IT-North', country: 'IT', name: 'Northern Italy' },
  { id: 'IT-CNorth', country: 'IT', name: 'Central northern Italy' },
  { id: 'IT-CSouth', country: 'IT', name: 'Central southern Italy' },
  { id: 'IT-South', country: 'IT', name: 'Southern Italy' },
  { id: 'IT-Calabria', country: 'IT', name: 'Calabria' },
  { id: 'IT-Sicily', country: 'IT', name: 'Sicily' },
  { id: 'IT-Sardinia', country: 'IT', name: 'Sardinia' },
  { id: 'NO1', country: 'NO', name: 'Eastern Norway' },
  { id: 'NO2', country: 'NO', name: 'Southern Norway' },
  { id: 'NO3', country: 'NO', name: 'Central Norway' },
  { id: 'NO4', country: 'NO', name: 'Northern Norway' },
  { id: 'NO5', country: 'NO', name: 'Western Norway' },
  { id: 'RU-KGD', country: 'RU', name: 'Kaliningrad' },
  { id: 'SE1', country: 'SE', name: 'Luleå' },
  { id: 'SE2', country: 'SE', name: 'Sundsvall' },
  { id: 'SE3', country: 'SE', name: 'Stockholm' },
  { id: 'SE4', country: 'SE', name: 'Malmö' },
  { id: 'US-CAL', country: 'US', name: 'California' },
  { id: 'US-CAR', country: 'US', name: 'Carolinas' },
  { id: 'US-CENT', country: 'US', name: 'Central' },
  { id: 'US-FLA', country: 'US', name: 'Florida' },
  { id: 'US-MIDA', country: 'US', name: 'Mid-Atlantic' },
  { id: 'US-MIDW', country: 'US', name: 'Midwest' },
  { id: 'US-NE', country: 'US', name: 'New England' },
  { id: 'US-NW', country: 'US', name: 'Northwest' },
  { id: 'US-NY', country: 'US', name: 'New York' },
  { id: 'US-SE', country: 'US', name: 'Southeast' },
  { id: 'US-SW', country: 'US', name: 'Southwest' },
  { id: 'US-TEN', country: 'US', name: 'Tennessee' },
  { id: 'US-TEX', country: 'US', name: 'Texas' },
];

/** Null where there is no such zone in that country. */
export function zoneOf(country: string, id: string): Zone | null {
  return zones.find((zone) => zone.country === country && zone.id === id) ?? null;
}
