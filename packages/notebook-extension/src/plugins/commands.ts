// The ids of our commands, by which plugins call each other's.

export const commands = {
  show: 'jupyter-energy:show',
  toggleUnit: 'jupyter-energy:toggle-unit',
} as const;
