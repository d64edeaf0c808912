/** Small GGUF files that llama.cpp really loads and runs: for tests, benches and trying the app without a download. */
export { type BrokenGgufKind, brokenGgufKinds, buildBrokenGguf } from './build-broken-gguf.ts';
export { buildTinyEmbedder, type TinyEmbedderOptions } from './build-tiny-embedder.ts';
export { buildTinyLlama, type TinyLlamaOptions } from './build-tiny-llama.ts';
