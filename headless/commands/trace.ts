import { type CommandContext, exitCodes } from './command.ts';

const place = ({ document, page }: { document: string; page: number | null }) =>
  `${document}${page === null ? '' : `, page ${page}`}`;
const short = (text: string) => text.replace(/\s+/g, ' ').slice(0, 160);

const changes = {
  unchanged: 'is as it was',
  replaced: 'was read anew; the cited passage stands where it stood',
  changed: 'has changed where it was cited',
  gone: 'is no longer in the library',
} as const;

/** How an answer came to be. */
export async function trace({ client, print }: CommandContext, id: string): Promise<void> {
  const found = await client.answers.trace({ id });
  print(found, () => {
    const { turn, stages, retrieved, prompt, model, embedder, seed, temperature, installed, fingerprint } = found;
    const generator = [model, seed !== null && `seed ${seed}`, temperature !== null && `temperature ${temperature}`];
    return [
      turn.question,
      `${turn.version} (${turn.reason}) · ${turn.state}${turn.code ? ` (${turn.code})` : ''}${turn.notice ? ` · ${turn.notice}` : ''}`,
      installed
        ? `generator ${generator.filter(Boolean).join(', ')}; embedder ${embedder}`
        : 'this version was removed',
      `library ${fingerprint?.slice(0, 12) ?? '–'}, ${turn.tokens} tokens`,
      '',
      ...stages.map(({ stage, ms }) => `${stage.padEnd(9)} ${ms === null ? '–' : `${ms} ms`}`),
      `total     ${turn.timings.total} ms`,
      '',
      `${retrieved.length} passages`,
      ...retrieved.map((hit, at) => `${at + 1}. ${place(hit)} (${hit.score.toFixed(3)})\n   ${short(hit.text)}`),
      '',
      prompt ?? 'No prompt: the built-in generator quotes.',
    ];
  });
}

/** Makes an answer again; ends with 1 when other passages were retrieved. */
export async function replay({ client, print, signal }: CommandContext, id: string): Promise<number> {
  const found = await client.answers.replay({ id }, { signal });
  print(found, () => {
    const { same, before, now, firstDifference, answer, library, citations, code, version } = found;
    const lines = [
      same
        ? `${version} retrieves the same ${before.length} passages again.`
        : `${version} retrieves other passages now: ${before.length} before, ${now.length} now, different from rank ${firstDifference}.`,
      `The answer is ${answer.same ? 'the same' : 'another one'}.`,
      library.same ? 'The library is as it was.' : 'The documents of the library have changed since.',
    ];
    if (code) lines.push(`Answering again ended with ${code}.`);
    for (const citation of citations.filter(({ state }) => state !== 'unchanged')) {
      lines.push(`[${citation.n}] ${place(citation)} ${changes[citation.state]}.`);
    }
    return lines;
  });
  return found.same ? exitCodes.done : exitCodes.doneWithFailures;
}
