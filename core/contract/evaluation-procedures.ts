import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import {
  EvaluationEvent,
  EvaluationReport,
  EvaluationRun,
  QuestionSetSummary,
  Replay,
  Trace,
} from './evaluation-models.ts';
import { VersionRef } from './models.ts';
import { get, post } from './procedures.ts';

const Id = z.object({ id: z.string().min(1).max(200) });

export const evaluationProcedures = {
  /** Asks every version every question of a set. Nothing is stored as a chat. Walking away stops it. */
  run: post('/evaluations')
    .input(
      z.object({
        set: z.string().max(50_000_000).describe('Contents of a question set: JSON lines, or CSV with a header'),
        name: z.string().trim().min(1).max(300).describe('File name; its ending tells CSV from JSON lines'),
        versions: z
          .array(VersionRef)
          .min(1)
          .max(8)
          .optional()
          .describe('The first is the baseline; default stable, beta'),
        library: z.string().optional(),
        topK: z.int().min(1).max(100).optional().describe('k of recall and nDCG; default 5'),
        gate: z.boolean().optional().describe('Of stable and beta: the result becomes the evidence of the gate'),
        limitMinutes: z.number().positive().max(10_080).optional().describe('Cases not asked by then are missing'),
      }),
    )
    .output(eventIterator(EvaluationEvent)),
  /** Newest first. */
  runs: get('/evaluations')
    .input(z.object({ limit: z.coerce.number().int().min(1).max(1000).optional() }).optional())
    .output(z.array(EvaluationRun)),
  get: get('/evaluations/{id}').input(Id).output(EvaluationReport),
  /** One HTML file that needs nothing else. */
  page: get('/evaluations/{id}/page')
    .input(Id.extend({ language: z.enum(['en', 'zh-CN']).optional() }))
    .output(z.object({ html: z.string() })),
  /** Answers that were rated well, as a question set in JSON lines. */
  rated: get('/rated-questions')
    .input(z.object({ library: z.string().optional() }).optional())
    .output(QuestionSetSummary.extend({ lines: z.string() })),
};

/** Of one answer: how it came to be, and whether it comes to be again. */
export const evidenceProcedures = {
  trace: get('/answers/{id}/trace').input(Id).output(Trace),
  replay: post('/answers/{id}/replay').input(Id).output(Replay),
};
