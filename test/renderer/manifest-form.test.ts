import { describe, expect, it } from 'vitest';
import { toJSONSchema } from 'zod';
import { Manifest } from '../../core/contract/index.ts';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { fields as english } from '../../renderer/locales/en-fields.ts';
import { fields as chinese } from '../../renderer/locales/zh-CN-fields.ts';
import {
  changedPaths,
  costOf,
  type Draft,
  issuesOf,
  valueAt,
  withEngine,
  withValue,
} from '../../renderer/pages/versions/editManifest.ts';
import { fieldsOf, manifestSections } from '../../renderer/pages/versions/manifestFields.ts';
import { readManifestFile } from '../../renderer/pages/versions/readManifestFile.ts';

const manifest = Manifest.parse(builtInManifests()[0]) as Draft;
const described = manifestSections.flatMap(({ fields }) => fields.map(({ path }) => path as string));

interface Schema {
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** Paths of everything in a schema that has no settings of its own below it. */
function leaves(schema: Schema, path = ''): string[] {
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const inner = [schema, ...branches].flatMap((one) => Object.entries(one.properties ?? {}));
  const nested = branches
    .flatMap((branch) => (branch.properties ? [] : leaves(branch, path)))
    .filter((one) => one !== path);
  if (inner.length === 0 && nested.length === 0) return [path];
  return [...inner.flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key)), ...nested];
}

describe('the form of a manifest', () => {
  it('has a field for everything that the schema knows', () => {
    const known = new Set(leaves(toJSONSchema(Manifest, { io: 'input', unrepresentable: 'any' }) as Schema));
    expect(known.size).toBeGreaterThan(60);
    expect([...known].filter((path) => !described.includes(path))).toEqual([]);
    expect(described.filter((path) => !known.has(path))).toEqual([]);
  });

  it('explains each field in both languages', () => {
    for (const catalogue of [english, chinese])
      for (const path of described) {
        const words = valueAt(catalogue, path) as { label?: string; about?: string };
        expect(words?.label, path).toBeTruthy();
        expect(words?.about, path).toBeTruthy();
      }
    const shown = (tree: Draft): string[] =>
      Object.entries(tree).flatMap(([key, value]) =>
        typeof value === 'string' ? [key] : shown(value as Draft).map((one) => `${key}.${one}`),
      );
    expect(shown(chinese as Draft)).toEqual(shown(english as unknown as Draft));
  });

  it('accepts every version that comes with the product', () => {
    for (const one of builtInManifests()) expect([...issuesOf(Manifest.parse(one) as Draft, [])]).toEqual([]);
  });

  it.each([
    ['chunk.size', 10, 'chunk.size', 'least'],
    ['chunk.size', undefined, 'chunk.size', 'needed'],
    ['chunk.overlap', 600, 'chunk.overlap', 'overlap'],
    ['retrieve.topK', 2.5, 'retrieve.topK', 'whole'],
    ['retrieve.lexicalWeight', 1.2, 'retrieve.lexicalWeight', 'most'],
    ['name', 'Every Day', 'name', 'name'],
    ['version', '2', 'version', 'version'],
    ['goal', 'x'.repeat(501), 'goal', 'longest'],
    ['prompt.user', 'Only {{question}}', 'prompt.user', 'placeholders'],
    ['rollout.window.from', 8, 'rollout.window.to', 'needed'],
    ['rollout.ramp.steps', [{ weight: 300, chats: 1, minutes: 1 }], 'rollout.ramp.steps.0.weight', 'most'],
  ])('says beside the field what is wrong with %s = %j', (path, value, where, key) => {
    expect(issuesOf(withValue(manifest, path, value), []).get(where)?.key).toBe(key);
  });

  it('refuses the number of a version that is installed', () => {
    expect(issuesOf(manifest, [`${manifest.name}@${manifest.version}`]).get('version')?.key).toBe('taken');
  });

  it('keeps settings that it does not know', () => {
    const later = { ...manifest, future: { depth: 3 } };
    expect(valueAt(withValue(later, 'chunk.size', 500), 'future.depth')).toBe(3);
  });

  it('forgets a release setting that is emptied, with the objects around it', () => {
    const set = withValue(manifest, 'rollout.watch.turns', 5);
    expect(valueAt(set, 'rollout.watch.turns')).toBe(5);
    expect(withValue(set, 'rollout.watch.turns', undefined)).toEqual(manifest);
  });

  it('offers the settings of the chosen engine, and brings the former ones back', () => {
    const model = withEngine(manifest, manifest, 'generate', 'llama');
    const section = manifestSections.find(({ section: name }) => name === 'generate');
    if (!section) throw new Error('no such section');
    expect(fieldsOf(section, 'llama').map(({ path }) => path)).toContain('generate.model');
    expect(fieldsOf(section, 'quote').map(({ path }) => path)).not.toContain('generate.model');
    expect([...issuesOf(model, []).keys()]).toEqual(['generate.model']);
    expect(withEngine(model, manifest, 'generate', 'quote')).toEqual(manifest);
  });

  it('tells which work an edit costs', () => {
    expect(costOf(withValue(manifest, 'prompt.system', 'Be short.'), manifest)).toBe('nothing');
    expect(costOf(withValue(manifest, 'index.efSearch', 128), manifest)).toBe('nothing');
    expect(costOf(withValue(manifest, 'index.m', 32), manifest)).toBe('index');
    expect(costOf(withValue(manifest, 'embed.dimension', 512), manifest)).toBe('embed');
    expect(costOf(withValue(manifest, 'chunk.size', 300), manifest)).toBe('chunk');
  });

  it('counts what was changed', () => {
    expect(changedPaths(withValue(manifest, 'chunk.size', 300), manifest, described)).toEqual(['chunk.size']);
  });
});

describe('a manifest file', () => {
  const file = (text: string, name = 'x.tandem.json') => new File([text], name);

  it('is read with or without a mark at its start', async () => {
    const found = await readManifestFile(file(`\ufeff${JSON.stringify(manifest)}`), []);
    expect(found.state).toBe('ready');
  });

  it.each([
    ['{', 'not-json'],
    ['[1]', 'not-json'],
    [JSON.stringify({ ...manifest, chunk: null }), 'invalid'],
    ['x'.repeat(1_000_001), 'too-large'],
  ])('is refused with a reason when it is no manifest (%#)', async (text, state) => {
    expect((await readManifestFile(file(text), [])).state).toBe(state);
  });
});
