/** Small GGUF files that llama.cpp really loads and runs: for tests, benches and trying the app without a download. */
export { brokenGgufKinds, buildBrokenGguf } from './build-broken-gguf.ts';
export { buildTinyEmbedder } from './build-tiny-embedder.ts';
export { buildTinyLlama } from './build-tiny-llama.ts';
