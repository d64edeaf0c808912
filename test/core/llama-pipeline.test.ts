import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../core/contract/index.ts';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import { buildTinyEmbedder, buildTinyLlama } from '../../models/build-gguf.ts';
import { askWhole, createTestApp, handbook, importAll, type TestApp } from '../support/test-app.ts';

const [stable] = builtInManifests();

/** The built-in stable with a model as embedder and one as generator. */
function withModels(change: { embed?: string; generate?: string }): Manifest {
  const embed = change.embed && {
    embed: { engine: 'llama', model: change.embed, queryPrefix: '', documentPrefix: '' },
  };
  const generate = change.generate && {
    generate: {
      engine: 'llama',
      model: change.generate,
      chatWrapper: 'auto',
      contextTokens: 2048,
      maxTokens: 40,
      temperature: 0,
      seed: 7,
    },
  };
  return { ...stable!, name: 'local', version: '1.0.0', ...embed, ...generate } as Manifest;
}

async function addModels(test: TestApp): Promise<void> {
  const folder = join(test.dataFolder, 'models');
  await mkdir(folder, { recursive: true });
  await buildTinyEmbedder(join(folder, 'tiny-embedder.gguf'));
  await buildTinyLlama(join(folder, 'tiny-generator.gguf'), { endBias: Number.NEGATIVE_INFINITY });
}

describe('a version with models of its own', () => {
  it('embeds the library with its embedder, finds by meaning vectors, and streams from its generator', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await addModels(test);
    await test.app.installVersion(JSON.stringify(withModels({ embed: 'tiny-embedder', generate: 'tiny-generator' })));
    const [document] = await test.client.documents.list({});
    expect(document?.versions.find((version) => version.version === 'local@1.0.0')?.state).toBe('ready');

    const { hits } = await test.client.search.query({ text: 'hotel night cost', version: 'beta' });
    expect(hits.some((hit) => hit.text.includes('hotel'))).toBe(true);

    const { turn, events } = await askWhole(test.client, { question: 'What may a hotel night cost?', version: 'beta' });
    expect(turn).toMatchObject({ state: 'finished', version: 'local@1.0.0', notice: null, tokens: 40 });
    expect(events.filter((event) => event.type === 'text').length).toBeGreaterThan(5);
    const details = await test.client.answers.details({ id: turn.answerId });
    expect(details.prompt).toContain('[1] handbook.md');
    expect(details.prompt).toContain('A hotel night may cost 130 EUR at most.');
    // The tiny model talks about other things: code, not the model, decides what the documents support.
    expect(turn.sentences.length).toBeGreaterThan(0);
    expect(turn.sentences.every((sentence) => !sentence.supported && sentence.citations.length === 0)).toBe(true);
  });

  it('says the same again for the same seed', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await addModels(test);
    await test.app.installVersion(JSON.stringify(withModels({ generate: 'tiny-generator' })));
    const ask = () => askWhole(test.client, { question: 'What about meals?', version: 'beta' });
    expect((await ask()).turn.answer).toBe((await ask()).turn.answer);
  });

  it('answers by quoting, with a notice, when its generator is missing', async () => {
    await using test = await createTestApp();
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.app.installVersion(JSON.stringify(withModels({ generate: 'not-there' })));
    const { turn } = await askWhole(test.client, {
      question: 'What may a hotel night cost in Zürich?',
      version: 'beta',
    });
    expect(turn).toMatchObject({ state: 'finished', notice: 'model-missing', supported: true });
    expect(turn.answer).toContain('210 EUR');
  });

  it('searches by words alone, with a notice, when its embedder is gone', async () => {
    await using test = await createTestApp();
    await addModels(test);
    await test.app.installVersion(JSON.stringify(withModels({ embed: 'tiny-embedder' })));
    await importAll(test.client, [await test.file('handbook.md', handbook)]);
    await test.ports.llama.close();
    await rm(join(test.dataFolder, 'models', 'tiny-embedder.gguf'));
    const { turn } = await askWhole(test.client, {
      question: 'What may a hotel night cost in Zürich?',
      version: 'beta',
    });
    expect(turn.state).toBe('finished');
    expect(turn.notice).toMatch(/^model-/);
    expect(turn.answer).toContain('210 EUR');
  });
});
