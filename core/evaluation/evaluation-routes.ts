import { implement } from '@orpc/server';
import type { Turns } from '../assistant/turns.ts';
import { contract } from '../contract/index.ts';
import type { Versions } from '../pipeline/versions.ts';
import type { Evaluations } from './create-evaluations.ts';
import { readTrace } from './read-trace.ts';
import type { ReplayAnswer } from './replay-answer.ts';

const listedRuns = 100;

/** Implements the contract's procedures about question sets, and about how an answer came to be. */
export function evaluationRoutes(services: {
  evaluations: Evaluations;
  replay: ReplayAnswer;
  turns: Turns;
  versions: Versions;
  libraryOf: (name: string | undefined) => string;
}) {
  const { evaluations, replay, turns, versions, libraryOf } = services;
  const at = implement(contract);
  return {
    evaluation: {
      run: at.evaluation.run.handler(({ input, signal }) =>
        evaluations.run({ ...input, library: libraryOf(input.library) }, signal),
      ),
      runs: at.evaluation.runs.handler(({ input }) => evaluations.list(input?.limit ?? listedRuns)),
      get: at.evaluation.get.handler(({ input }) => evaluations.report(input.id)),
      page: at.evaluation.page.handler(({ input }) => ({ html: evaluations.page(input.id, input.language ?? 'en') })),
      rated: at.evaluation.rated.handler(({ input }) => evaluations.rated(libraryOf(input?.library))),
    },
    evidence: {
      trace: at.answers.trace.handler(({ input }) => readTrace({ turns, versions }, input.id)),
      replay: at.answers.replay.handler(({ input, signal }) => replay(input.id, signal)),
    },
  };
}
