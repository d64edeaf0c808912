/** How a field is edited. `number` may be left empty where the schema has a default; `fixed` has one value only. */
export type FieldKind =
  | { kind: 'text' | 'long' | 'switch' | 'fixed' }
  | { kind: 'number'; step?: number }
  | { kind: 'select'; options: readonly OptionKey[] }
  | { kind: 'rows'; columns: readonly string[] };

export type OptionKey =
  | 'recursive'
  | 'headings'
  | 'hash'
  | 'llama'
  | 'quote'
  | 'auto'
  | 'en'
  | 'zh'
  | 'personal'
  | 'team-of-ten'
  | 'server'
  | 'ask'
  | 'automatic';

/** `when` says with which engine of its section a field exists. */
type Field = { path: string; when?: string } & FieldKind;

const number = { kind: 'number' } as const;
const share = { kind: 'number', step: 0.05 } as const;
const text = { kind: 'text' } as const;
const fixed = { kind: 'fixed' } as const;

/** Every field of a manifest, in the order of the form. Names and explanations are in the catalogues. */
export const manifestSections = [
  {
    section: 'about',
    fields: [
      { path: 'name', ...text },
      { path: 'version', ...text },
      { path: 'goal', kind: 'long' },
      { path: 'notes', kind: 'long' },
      { path: 'format', ...fixed },
    ],
  },
  { section: 'parse', fields: [{ path: 'parse.ocr', kind: 'switch' }] },
  {
    section: 'chunk',
    fields: [
      { path: 'chunk.strategy', kind: 'select', options: ['recursive', 'headings'] },
      { path: 'chunk.size', ...number },
      { path: 'chunk.overlap', ...number },
      { path: 'chunk.unit', ...fixed },
      { path: 'chunk.headings', kind: 'switch' },
    ],
  },
  {
    section: 'embed',
    fields: [
      { path: 'embed.engine', kind: 'select', options: ['hash', 'llama'] },
      { path: 'embed.dimension', when: 'hash', ...number },
      { path: 'embed.model', when: 'llama', ...text },
      { path: 'embed.queryPrefix', when: 'llama', ...text },
      { path: 'embed.documentPrefix', when: 'llama', ...text },
    ],
  },
  {
    section: 'index',
    fields: [
      { path: 'index.m', ...number },
      { path: 'index.efConstruction', ...number },
      { path: 'index.efSearch', ...number },
      { path: 'index.exactBelow', ...number },
      { path: 'index.engine', ...fixed },
      { path: 'index.space', ...fixed },
    ],
  },
  {
    section: 'retrieve',
    fields: [
      { path: 'retrieve.topK', ...number },
      { path: 'retrieve.lexicalWeight', ...share },
      { path: 'retrieve.rerank', ...share },
      { path: 'retrieve.minScore', ...share },
      { path: 'retrieve.diversity', ...share },
      { path: 'retrieve.neighbours', ...number },
      { path: 'retrieve.fusion', ...fixed },
    ],
  },
  {
    section: 'generate',
    fields: [
      { path: 'generate.engine', kind: 'select', options: ['quote', 'llama'] },
      { path: 'generate.maxSentences', when: 'quote', ...number },
      { path: 'generate.minSupport', when: 'quote', ...share },
      { path: 'generate.model', when: 'llama', ...text },
      { path: 'generate.chatWrapper', when: 'llama', ...text },
      { path: 'generate.contextTokens', when: 'llama', ...number },
      { path: 'generate.maxTokens', when: 'llama', ...number },
      { path: 'generate.temperature', when: 'llama', ...share },
      { path: 'generate.seed', when: 'llama', ...number },
    ],
  },
  {
    section: 'prompt',
    fields: [
      { path: 'prompt.system', kind: 'long' },
      { path: 'prompt.user', kind: 'long' },
      { path: 'prompt.language', kind: 'select', options: ['auto', 'en', 'zh'] },
    ],
  },
  {
    section: 'limits',
    fields: [
      { path: 'limits.memoryMiB', ...number },
      { path: 'limits.threads', ...number },
      { path: 'limits.concurrent', ...number },
      { path: 'limits.timeoutSeconds', ...number },
    ],
  },
  {
    section: 'rollout',
    fields: [
      { path: 'rollout.preset', kind: 'select', options: ['personal', 'team-of-ten', 'server'] },
      { path: 'rollout.promotion', kind: 'select', options: ['ask', 'automatic'] },
      { path: 'rollout.window.from', ...number },
      { path: 'rollout.window.to', ...number },
      { path: 'rollout.shadow.pairs', ...number },
      { path: 'rollout.shadow.most', ...number },
      { path: 'rollout.shadow.idleSeconds', ...number },
      { path: 'rollout.watch.minutes', ...number },
      { path: 'rollout.watch.turns', ...number },
      { path: 'rollout.watch.warmMinutes', ...number },
    ],
  },
  {
    section: 'ramp',
    fields: [{ path: 'rollout.ramp.steps', kind: 'rows', columns: ['weight', 'chats', 'minutes'] }],
  },
  {
    section: 'guards',
    fields: [
      { path: 'rollout.gate.maxErrorRate', ...share },
      { path: 'rollout.gate.maxLatencyRatio', ...share },
      { path: 'rollout.breaker.crashesInRow', ...number },
      { path: 'rollout.breaker.failures', ...number },
      { path: 'rollout.breaker.window', ...number },
      { path: 'rollout.breaker.openSeconds', ...number },
      { path: 'rollout.latency.hold', ...share },
      { path: 'rollout.latency.rollback', ...share },
      { path: 'rollout.latency.pairs', ...number },
      { path: 'rollout.latency.leastMs', ...number },
      { path: 'rollout.votes.evidence', ...number },
      { path: 'rollout.votes.most', ...number },
      { path: 'rollout.surge.rate', ...share },
      { path: 'rollout.surge.minutes', ...number },
      { path: 'rollout.surge.failures', ...number },
      { path: 'rollout.rates', kind: 'rows', columns: ['limit', 'turns'] },
    ],
  },
] as const satisfies { section: string; fields: Field[] }[];

export type Section = (typeof manifestSections)[number];
export type FieldPath = Section['fields'][number]['path'];
/** One field as the form handles it, whatever its kind. */
export type ManifestField = { path: FieldPath; when?: string } & FieldKind;

/** The fields of a section that exist with the engine that the manifest has chosen. */
export function fieldsOf(section: Section, engine: unknown): ManifestField[] {
  return (section.fields as readonly ManifestField[]).filter((field) => !field.when || field.when === engine);
}
