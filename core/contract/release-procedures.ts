import { z } from 'zod';
import { Manifest } from './manifest.ts';
import { get, post, remove } from './procedures.ts';
import { AuditCheck, AuditRow, ReleaseStatus, RouteRule, RoutingTable, Vote, VoteInput } from './release-models.ts';

/**
 * Every move takes a reason, which the audit log keeps. `force` goes past guards that have not passed and needs the
 * reason. With `generation` (from status) the move is refused when somebody else moved a pointer since.
 */
const Move = z
  .object({
    reason: z.string().trim().min(1).max(2000).optional(),
    force: z.boolean().optional(),
    generation: z.int().optional(),
  })
  .optional();
const version = z.string().min(1).max(200);

export const releaseProcedures = {
  status: get('/release').output(ReleaseStatus),
  /** With `version`, an installed version that was rolled back, rejected or retired is tried anew. */
  shadow: post('/release/shadow')
    .input(Move.unwrap().extend({ version: version.optional() }).optional())
    .output(ReleaseStatus),
  /** From shadow: starts the ramp. While ramping: goes to the next step. */
  ramp: post('/release/ramp').input(Move).output(ReleaseStatus),
  pause: post('/release/pause').input(Move).output(ReleaseStatus),
  resume: post('/release/resume').input(Move).output(ReleaseStatus),
  promote: post('/release/promote').input(Move).output(ReleaseStatus),
  /** Back to the trusted version: a candidate loses its traffic, a new stable gives way to the one before, or to `to`. */
  rollback: post('/release/rollback')
    .input(Move.unwrap().extend({ to: version.optional() }).optional())
    .output(ReleaseStatus),
  /** Ends the rollout of the candidate; stable is never touched. */
  abort: post('/release/abort').input(Move).output(ReleaseStatus),
  weight: post('/release/weight')
    .input(z.object({ percent: z.coerce.number().min(0).max(100), reason: z.string().max(2000).optional() }))
    .output(RoutingTable),
  rules: {
    list: get('/release/rules').output(RoutingTable),
    add: post('/release/rules')
      .input(RouteRule.pick({ kind: true, value: true, to: true }))
      .output(RoutingTable),
    remove: remove('/release/rules/{id}')
      .input(z.object({ id: z.coerce.number().int() }))
      .output(RoutingTable),
  },
};

export const versionProcedures = {
  /** Installs a manifest (JSON text) as the candidate and waits until it knows the library. */
  install: post('/versions')
    .input(z.object({ manifest: z.string().min(2).max(1_000_000) }))
    .output(ReleaseStatus),
  /** A copy of a version's manifest under the next free number, to edit and install. Nothing is stored. */
  clone: get('/versions/{id}/clone')
    .input(z.object({ id: version }))
    .output(Manifest),
  remove: remove('/versions/{id}')
    .input(z.object({ id: version }))
    .output(z.object({ removed: z.string() })),
};

export const auditProcedures = {
  /** Newest first. */
  list: get('/audit')
    .input(z.object({ limit: z.coerce.number().int().min(1).max(100_000).optional() }).optional())
    .output(z.array(AuditRow)),
  verify: get('/audit/verify').output(AuditCheck),
  /** Every row, oldest first, as JSON lines. */
  export: get('/audit/export').output(z.object({ lines: z.string(), head: z.string() })),
};

export const voteProcedures = {
  /** A preference between two answers to the same question. Voting again on the same pair changes the vote. */
  cast: post('/votes').input(VoteInput).output(Vote),
};
