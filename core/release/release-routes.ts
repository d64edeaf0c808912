import { implement } from '@orpc/server';
import { contract } from '../contract/index.ts';
import type { Releases } from './create-releases.ts';

const listedRows = 200;

/** Implements the contract's procedures about releases, votes and the audit log. */
export function releaseRoutes(releases: Releases) {
  const at = implement(contract);
  return {
    release: {
      status: at.release.status.handler(() => releases.status()),
      shadow: at.release.shadow.handler(({ input }) => {
        releases.shadow(input ?? {});
        return releases.status();
      }),
      ramp: at.release.ramp.handler(({ input }) => {
        releases.ramp(input ?? {});
        return releases.status();
      }),
      pause: at.release.pause.handler(({ input }) => {
        releases.pause(input ?? {});
        return releases.status();
      }),
      resume: at.release.resume.handler(({ input }) => {
        releases.resume(input ?? {});
        return releases.status();
      }),
      promote: at.release.promote.handler(async ({ input }) => {
        await releases.promote(input ?? {});
        return releases.status();
      }),
      rollback: at.release.rollback.handler(({ input }) => {
        releases.rollback(input ?? {});
        return releases.status();
      }),
      abort: at.release.abort.handler(({ input }) => {
        releases.abort(input ?? {});
        return releases.status();
      }),
      weight: at.release.weight.handler(({ input: { percent, reason } }) => {
        releases.weight(percent, { reason });
        return releases.routing();
      }),
      rules: {
        list: at.release.rules.list.handler(() => releases.routing()),
        add: at.release.rules.add.handler(({ input }) => releases.addRule(input)),
        remove: at.release.rules.remove.handler(({ input }) => releases.removeRule(input.id)),
      },
    },
    votes: { cast: at.votes.cast.handler(({ input }) => releases.votes.cast(input)) },
    audit: {
      list: at.audit.list.handler(({ input }) => releases.audit.list(input?.limit ?? listedRows)),
      verify: at.audit.verify.handler(() => releases.audit.verify()),
      export: at.audit.export.handler(() => releases.audit.export()),
    },
  };
}
