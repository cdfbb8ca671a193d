// Comparisons that follow from physics and definitions alone. Lifted things count potential energy, m·g·h.

import type { Comparison } from './comparison.ts';

/** Standard acceleration of gravity (3rd CGPM, 1901), m/s². */
const G = 9.80665;
/** Specific heat of water, J/(kg·K). */
const WATER = 4186;
/** Share of an electric kettle's energy that ends up in the water. */
const KETTLE = 0.85;

const GRAVITY = 'physics: standard gravity 9.80665 m/s²';
const HEAT = 'physics: water 4.186 kJ/(kg·K)';
const LABEL = 'by definition';

function physical(id: string, emoji: string, joules: number, derivation: string, source: string): Comparison {
  return { id, emoji, joules, derivation, source, year: null, region: null };
}

/** Roughly from the smallest to the largest. */
export const physics: readonly Comparison[] = [
  physical(
    'water-drop-metre',
    '💧',
    0.00005 * G,
    '0.05 mL of water (20 drops to the millilitre) lifted by 1 m',
    GRAVITY,
  ),
  physical('carat-metre', '💎', 0.0002 * G, '0.2 g (1 carat) lifted by 1 m', GRAVITY),
  physical(
    'paper-metre',
    '📄',
    0.21 * 0.297 * 0.08 * G,
    'an A4 sheet of 80 g/m² (5 g) lifted by 1 m',
    GRAVITY,
  ),
  physical('apple-metre', '🍎', 0.1 * G, '0.1 kg lifted by 1 m', GRAVITY),
  physical('water-litre-metre', '🥤', 1 * G, '1 kg lifted by 1 m', GRAVITY),
  physical('teaspoon-degree', '🥄', 0.005 * WATER, '5 mL of water warmed by 1 °C', HEAT),
  physical('person-stair', '🪜', 70 * G * 0.17, '70 kg lifted by 0.17 m', GRAVITY),
  physical('led-minute', '💡', 9 * 60, '9 W × 60 s', LABEL),
  physical('person-floor', '🏠', 70 * G * 3, '70 kg lifted by 3 m', GRAVITY),
  physical('aa-cell', '🔋', 1.2 * 2 * 3600, '1.2 V × 2000 mAh, as printed on the cell', LABEL),
  physical('person-eiffel', '🗼', 70 * G * 330, '70 kg lifted by 330 m', GRAVITY),
  physical('toast', '🍞', 1200 * 120, '1.2 kW × 2 min, as a toaster is rated', LABEL),
  physical('laptop-hour', '💻', 50 * 3600, '50 W × 1 h; laptops draw 20 to 50 W', LABEL),
  physical(
    'cup-of-tea',
    '🫖',
    (0.25 * WATER * 85) / KETTLE,
    '0.25 L from 15 to 100 °C, kettle 85 % efficient',
    HEAT,
  ),
  physical(
    'kettle-litre',
    '♨️',
    (1 * WATER * 85) / KETTLE,
    '1 L from 15 to 100 °C, kettle 85 % efficient',
    HEAT,
  ),
  physical('oven-pizza', '🍕', 2000 * 24 * 60, '2 kW × 24 min, as an oven is rated; 600 to 1000 Wh', LABEL),
  physical('bathtub', '🛁', 150 * WATER * 23, '150 L from 15 to 38 °C, without losses', HEAT),
  physical('wind-turbine-minute', '🌬️', 5e6 * 60, '5 MW × 60 s, at full power', LABEL),
  physical(
    'pool-degree',
    '🏊',
    50 * 25 * 2 * 1000 * WATER,
    '50 m × 25 m × 2 m of water warmed by 1 °C',
    HEAT,
  ),
  physical('wind-turbine-hour', '🌬️', 5e6 * 3600, '5 MW × 1 h, at full power', LABEL),
  physical('wind-turbine-day', '🌬️', 5e6 * 86_400, '5 MW × 24 h, at full power', LABEL),
];
