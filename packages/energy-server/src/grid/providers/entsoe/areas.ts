// The Energy Identification Codes under which ENTSO-E knows countries and zones.

import type { Place } from '../../place/place.ts';

/** Great Britain publishes nothing there any more; its Northern Ireland does. */
const countries: Readonly<Record<string, string>> = {
  AL: '10YAL-KESH-----5',
  AM: '10Y1001A1001B004',
  AT: '10YAT-APG------L',
  AZ: '10Y1001A1001B05V',
  BA: '10YBA-JPCC-----D',
  BE: '10YBE----------2',
  BG: '10YCA-BULGARIA-R',
  BY: '10Y1001A1001A51S',
  CH: '10YCH-SWISSGRIDZ',
  CY: '10YCY-1001A0003J',
  CZ: '10YCZ-CEPS-----N',
  DE: '10Y1001A1001A83F',
  DK: '10Y1001A1001A65H',
  EE: '10Y1001A1001A39I',
  ES: '10YES-REE------0',
  FI: '10YFI-1--------U',
  FR: '10YFR-RTE------C',
  GE: '10Y1001A1001B012',
  GR: '10YGR-HTSO-----Y',
  HR: '10YHR-HEP------M',
  HU: '10YHU-MAVIR----U',
  IE: '10YIE-1001A00010',
  IS: '10Y1001A1001A958',
  IT: '10YIT-GRTN-----B',
  LT: '10YLT-1001A0008Q',
  LU: '10YLU-CEGEDEL-NQ',
  LV: '10YLV-1001A00074',
  MD: '10Y1001A1001A990',
  ME: '10YCS-CG-TSO---S',
  MK: '10YMK-MEPSO----8',
  MT: '10Y1001A1001A93C',
  NL: '10YNL----------L',
  NO: '10YNO-0--------C',
  PL: '10YPL-AREA-----S',
  PT: '10YPT-REN------W',
  RO: '10YRO-TEL------P',
  RS: '10YCS-SERBIATSOV',
  SE: '10YSE-1--------K',
  SI: '10YSI-ELES-----O',
  SK: '10YSK-SEPS-----K',
  TR: '10YTR-TEIAS----W',
  UA: '10Y1001C--00003F',
  XK: '10Y1001C--00100H',
};

const zones: Readonly<Record<string, string>> = {
  'DE-LU': '10Y1001A1001A82H',
  '50Hertz': '10YDE-VE-------2',
  Amprion: '10YDE-RWENET---I',
  'TenneT-DE': '10YDE-EON------1',
  TransnetBW: '10YDE-ENBW-----N',
  DK1: '10YDK-1--------W',
  DK2: '10YDK-2--------M',
  NIE: '10Y1001A1001A016',
  'IE-SEM': '10Y1001A1001A59C',
  'IT-North': '10Y1001A1001A73I',
  'IT-CNorth': '10Y1001A1001A70O',
  'IT-CSouth': '10Y1001A1001A71M',
  'IT-South': '10Y1001A1001A788',
  'IT-Calabria': '10Y1001C--00096J',
  'IT-Sicily': '10Y1001A1001A75E',
  'IT-Sardinia': '10Y1001A1001A74G',
  NO1: '10YNO-1--------2',
  NO2: '10YNO-2--------T',
  NO3: '10YNO-3--------J',
  NO4: '10YNO-4--------9',
  NO5: '10Y1001A1001A48H',
  'RU-KGD': '10Y1001A1001A50U',
  SE1: '10Y1001A1001A44P',
  SE2: '10Y1001A1001A45N',
  SE3: '10Y1001A1001A46L',
  SE4: '10Y1001A1001A47J',
};

/** All of them, for a test of their check characters. */
export const allAreas: readonly string[] = [...Object.values(countries), ...Object.values(zones)];

/** Null where ENTSO-E knows no such place. */
export function areaOf({ country, zone }: Place): string | null {
  return (zone === null ? countries[country] : zones[zone]) ?? null;
}
