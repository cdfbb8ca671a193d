// The ids of our commands, by which plugins call each other's.

export const commands = {
  show: 'jupyter-energy:show',
  toggleUnit: 'jupyter-energy:toggle-unit',
  toggleCells: 'jupyter-energy:toggle-cells',
  showKernels: 'jupyter-energy:show-kernels',
} as const;
