import type { AskEvent, RatingTag, Turn } from '../../core/contract/index.ts';
import { AppError } from '../../core/contract/index.ts';
import type { CommandContext } from './command.ts';

/** An answer as scripts read it. */
function toResult(turn: Turn) {
  const { answerId, chat, version, pointer, reason, answer, supported, timings, tokens, notice, state } = turn;
  const citations = turn.citations.map(({ n, document, page, quote, start, end }) => ({
    n,
    document,
    page,
    quote,
    start,
    end,
  }));
  return { answerId, chat, version, pointer, reason, answer, supported, citations, timings, tokens, notice, state };
}

function toLines(turn: Turn): string[] {
  const marked = turn.sentences.length === 0 ? turn.answer : withNumbers(turn);
  return [
    marked,
    '',
    ...turn.citations.map((item) => `[${item.n}] ${item.document}${item.page ? `, page ${item.page}` : ''}`),
    `${turn.version} · ${(turn.timings.total / 1000).toFixed(2)} s · ${turn.answerId}`,
  ];
}

function withNumbers(turn: Turn): string {
  let text = '';
  let at = 0;
  for (const sentence of turn.sentences) {
    text += turn.answer.slice(at, sentence.end) + sentence.citations.map((n) => ` [${n}]`).join('');
    at = sentence.end;
  }
  return text + turn.answer.slice(at);
}

export async function ask(
  context: CommandContext,
  question: string,
  options: { version?: string; chat?: string; stream?: boolean },
): Promise<void> {
  const { client, json, library, signal } = context;
  const { stream, version, chat } = options;
  let turn: Turn | undefined;
  let streamed = false;
  for await (const event of await client.chats.ask({ question, version, chat, library }, { signal })) {
    if (event.type === 'turn') turn = event.turn;
    if (stream) streamed = showEvent(event, json) || streamed;
  }
  if (!turn || turn.state === 'stopped') throw new AppError('cancelled');
  const answered = turn;
  // With --stream the words are out already; what follows is where they come from.
  context.print(stream && json ? { type: 'answer', ...toResult(answered) } : toResult(answered), () =>
    streamed ? ['', ...toLines(answered).slice(1)] : toLines(answered),
  );
}

function showEvent(event: AskEvent, json: boolean): boolean {
  if (json) {
    if (event.type !== 'turn') process.stdout.write(`${JSON.stringify(event)}\n`);
    return false;
  }
  if (event.type === 'text') process.stdout.write(event.text);
  return event.type === 'text';
}

export async function compare(context: CommandContext, question: string): Promise<void> {
  const { client, library, signal } = context;
  const turns: { stable?: Turn; beta?: Turn } = {};
  let differences: unknown = null;
  for await (const event of await client.chats.compare({ question, library }, { signal })) {
    if (event.type === 'differences') differences = event.differences;
    else if (event.event.type === 'turn') turns[event.side] = event.event.turn;
  }
  const { stable, beta } = turns;
  if (!stable || !beta) throw new AppError('cancelled');
  context.print({ stable: toResult(stable), beta: toResult(beta), differences }, () => [
    `── stable ${stable.version}`,
    ...toLines(stable),
    '',
    `── beta ${beta.version}`,
    ...toLines(beta),
  ]);
}

export async function rate(
  { client, print }: CommandContext,
  id: string,
  options: { stars?: number; thumb?: 'up' | 'down'; tag?: RatingTag[]; comment?: string },
): Promise<void> {
  const { stars, thumb, tag: tags, comment } = options;
  const rating = await client.answers.rate({ id, stars, thumb, tags, comment });
  print(rating, () => {
    const parts = [
      rating.thumb && `thumb ${rating.thumb}`,
      rating.stars && `${rating.stars} stars`,
      ...rating.tags,
      rating.comment,
    ];
    return `Rated ${rating.version}: ${parts.filter(Boolean).join(', ')}`;
  });
}
