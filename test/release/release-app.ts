import type { AppPorts } from '../../core/app.ts';
import type { AppError, ReleaseStatus, Turn } from '../../core/contract/index.ts';
import { builtInManifests } from '../../core/pipeline/versions.ts';
import type { Llama } from '../../core/ports.ts';
import { askWhole, createTestApp, type TestApp } from '../support/test-app.ts';

export interface ReleaseApp extends TestApp {
  /** Milliseconds since 1970 that the app believes in; it stands still until it is moved. */
  time: { now: number };
  device: { battery: boolean | null; gpu: boolean | null; availableMemoryMiB: number };
  /** Error that the generators of versions with a model answer with; null: they say something. */
  model: { error: AppError | null };
  notifications: string[];
  /** Done once the next time the app has closed and before it opens again. */
  between: { once: (() => void) | null };
  /** Looks at the guards until nothing moves any more. */
  settle(): Promise<ReleaseStatus>;
  ask(question: string, chat?: string, version?: string): Promise<Turn>;
}

/** A generator beside the real ports that says one sentence or fails as it is told. */
function toldLlama(real: Llama, model: ReleaseApp['model']): Llama {
  return {
    embed: (request, options) => real.embed(request, options),
    countTokens: (request, options) => real.countTokens(request, options),
    loaded: () => real.loaded(),
    close: () => real.close(),
    async *generate() {
      if (model.error) throw model.error;
      yield { type: 'text', text: 'A hotel night may cost 130 EUR at most.' };
      yield { type: 'end', tokens: 9, promptTokens: 9, stop: 'end' };
    },
  };
}

/** The application with a clock, a machine and a model that tests decide about. */
export async function createReleaseApp(): Promise<ReleaseApp> {
  const time = { now: Date.UTC(2031, 4, 5, 12) };
  const device: ReleaseApp['device'] = { battery: null, gpu: null, availableMemoryMiB: 64_000 };
  const model: ReleaseApp['model'] = { error: null };
  const notifications: string[] = [];
  const between: { once: (() => void) | null } = { once: null };
  const test = await createTestApp((ports: AppPorts): AppPorts => {
    between.once?.();
    between.once = null;
    return {
      ...ports,
      clock: { now: () => time.now },
      device: { read: () => device },
      notifier: { notify: (_, body) => notifications.push(body) },
      llama: toldLlama(ports.llama, model),
    };
  });
  return Object.assign(Object.create(test, Object.getOwnPropertyDescriptors(test)) as TestApp, {
    time,
    device,
    model,
    notifications,
    between,
    async settle() {
      let before = '';
      for (let look = 0; look < 100; look++) {
        await test.app.releases.tick();
        const { state, step, guards } = await test.client.release.status();
        const now = JSON.stringify([state, step, guards.map(({ id, verdict, sample }) => [id, verdict, sample])]);
        if (now === before) break;
        before = now;
      }
      return test.client.release.status();
    },
    ask: async (question: string, chat?: string, version?: string) =>
      (await askWhole(test.client, { question, chat, version })).turn,
  });
}

export const minutes = (count: number) => count * 60_000;

/** The built-in stable version with a model in the place of quoting, and a policy without waiting for idle time. */
export const modelManifest = (version: string, rollout: Record<string, unknown> = {}) =>
  JSON.stringify({
    ...builtInManifests()[0],
    name: 'talker',
    version,
    generate: { engine: 'llama', model: 'told', contextTokens: 2048, maxTokens: 64, temperature: 0, seed: 1 },
    rollout: { shadow: { idleSeconds: 0 }, ...rollout },
  });

export const quoteManifest = (version: string, rollout: Record<string, unknown> = {}) =>
  JSON.stringify({
    ...builtInManifests()[1],
    name: 'quoter',
    version,
    rollout: { shadow: { idleSeconds: 0 }, ...rollout },
  });
