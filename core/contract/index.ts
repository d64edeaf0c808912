export * from './contract.ts';
export * from './errors.ts';
export * from './manifest.ts';
export * from './models.ts';
