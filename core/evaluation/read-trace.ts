import type { Turns } from '../assistant/turns.ts';
import type { Timings, Trace } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';

/** How an answer came to be, from what was stored with it and the manifest of its version. */
export function readTrace(services: { turns: Turns; versions: Versions }, id: string): Trace {
  const { turns, versions } = services;
  const turn = turns.get(id);
  const { retrieved, prompt, fingerprint } = turns.details(id);
  const pipeline = versions.list().find((item) => item.id === turn.version);
  const generate = pipeline?.manifest.generate;
  const embed = pipeline?.manifest.embed;
  return {
    answerId: id,
    turn,
    stages: stagesOf(turn.timings),
    timings: turn.timings,
    retrieved,
    prompt,
    fingerprint,
    installed: pipeline !== undefined,
    model: !generate ? null : generate.engine === 'llama' ? generate.model : 'quote',
    embedder: !embed ? null : embed.engine === 'llama' ? embed.model : `hash-${embed.dimension}`,
    seed: generate?.engine === 'llama' ? generate.seed : null,
    temperature: generate?.engine === 'llama' ? generate.temperature : null,
  };
}

/** Stages in their order. What lies between search and the end is generation; what is left over is the app's own work. */
function stagesOf({ route, embed, search, rerank, firstToken, total }: Timings): Trace['stages'] {
  const before = route + (embed ?? 0) + (search ?? 0) + (rerank ?? 0);
  const generate = firstToken === null ? null : Math.max(0, total - before);
  const rest = Math.max(0, total - before - (generate ?? 0));
  const rounded = (ms: number) => Math.round(ms * 10) / 10;
  return [
    { stage: 'route', ms: route },
    { stage: 'embed', ms: embed },
    { stage: 'search', ms: search },
    { stage: 'rerank', ms: rerank },
    { stage: 'generate', ms: generate === null ? null : rounded(generate) },
    { stage: 'rest', ms: rounded(rest) },
  ];
}
