import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, rounded, withFolder } from './measure.ts';

const rounds = 5;
const main = fileURLToPath(new URL('../../dist/headless/main.js', import.meta.url));

/** Milliseconds from starting the built app to its first answered request, beside starting Node alone. */
export async function measureStartUp() {
  return await withFolder(async (folder) => {
    const tandem: number[] = [];
    const plain: number[] = [];
    for (let round = 0; round < rounds; round++) {
      tandem.push(await startAndAsk(join(folder, 'data')));
      plain.push(await startNode());
    }
    const [ours, theirs] = [median(tandem), median(plain)];
    return { firstAnswerMs: rounded(ours), plainNodeMs: rounded(theirs), timeRatio: rounded(ours / theirs), rounds };
  });
}

async function startAndAsk(data: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--json', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  try {
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').once('data', resolve);
      child.once('close', () => reject(new Error('the app ended before it was ready; build it first: npm run build')));
    });
    const { port, token } = JSON.parse(line) as { port: number; token: string };
    const answer = await fetch(`http://127.0.0.1:${port}/api/versions`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`the first request was answered with ${answer.status}`);
    await answer.json();
    return performance.now() - started;
  } finally {
    child.kill('SIGTERM');
    await closed;
  }
}

async function startNode(): Promise<number> {
  const started = performance.now();
  await new Promise((resolve) => spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).once('close', resolve));
  return performance.now() - started;
}
