/** Below this a model's layers are so small that handing them between threads costs more than computing them. */
const smallModelBytes = 200 * 1024 * 1024;

/**
 * Threads for a model file of `modelBytes` on a machine with `cores` logical cores. `wanted` above 0 is taken as it is,
 * up to the number of cores: beyond that llama.cpp's threads wait for each other and are many times slower.
 */
export function chooseThreads(wanted: number, modelBytes: number, cores: number): number {
  if (wanted > 0) return Math.max(1, Math.min(Math.floor(wanted), cores));
  if (modelBytes < smallModelBytes) return 1;
  // Two logical cores share one unit for the arithmetic that a model consists of.
  return Math.max(1, Math.floor(cores / 2));
}
