// What the parts of Jupyter Energy promise each other.

export * from './api.ts';
export * from './basis.ts';
export * from './domain.ts';
export * from './duplicates.ts';
export * from './grid.ts';
export * from './kernels.ts';
export * from './runs.ts';
export * from './split.ts';
export * from './units.ts';
