import type { Pointer, RouteReason } from '../contract/index.ts';
import type { InstalledPipeline, Versions } from '../pipeline/versions.ts';

export interface Route {
  pipeline: InstalledPipeline;
  pointer: Pointer | null;
  reason: RouteReason;
}

/**
 * Which version answers a question, and why: an override of this one request, else the chat's own toggle, else
 * stable. A chat whose beta was removed goes on with stable. Fails with `version-unknown` for a wrong override.
 */
export function route(
  versions: Versions,
  request: { override?: string; chat: { pointer: 'stable' | 'beta'; manual: boolean } },
): Route {
  const to = (reference: string, reason: RouteReason): Route => {
    const pipeline = versions.resolve(reference);
    return { pipeline, pointer: versions.pointerOf(pipeline.id), reason };
  };
  if (request.override !== undefined) return to(request.override, 'override');
  if (request.chat.manual && (request.chat.pointer === 'stable' || versions.pointers().beta !== null)) {
    return to(request.chat.pointer, 'manual');
  }
  return to('stable', 'default');
}
