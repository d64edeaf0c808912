import type { DeviceCondition, Pointer, RouteReason, RouteRule } from '../contract/index.ts';
import type { InstalledPipeline } from '../pipeline/versions.ts';
import { answeringStates, type Rollout } from './rollout.ts';
import { type Arm, armOf, chatPosition } from './split.ts';

export interface RouteRequest {
  /** The version this one question asks for: a pointer or an id. */
  override?: string | undefined;
  chat: { id: string; pointer: 'stable' | 'beta'; manual: boolean; library: string; turns: number };
}

export interface Route {
  pipeline: InstalledPipeline;
  pointer: Pointer | null;
  reason: RouteReason;
}

/** Decides which version answers. Fails with `version-unknown` for a wrong override, `conflict` for one that rests. */
export type RouteQuestion = (request: RouteRequest) => Route;

export interface RouteFacts {
  chat: RouteRequest['chat'];
  rules: readonly RouteRule[];
  device: () => ReadonlySet<DeviceCondition>;
  /** Null when no version is on its way. */
  candidate: Rollout | null;
  /** The arm that the chat was drawn into in this attempt, if it was. */
  assigned: () => Arm | null;
}

export interface Choice {
  target: 'stable' | 'beta';
  reason: Exclude<RouteReason, 'override' | 'breaker'>;
  /** Set when the chat has just been drawn and has to stay with it. */
  assign: Arm | null;
}

/**
 * Toggle, then rules, then the split, then stable. Pure. A chat whose beta is not there goes on with stable; only new
 * chats are drawn, and a chat that was drawn stays where it is. While a ramp is paused nobody new is drawn.
 */
export function chooseTarget({ chat, rules, device, candidate, assigned }: RouteFacts): Choice {
  const state = candidate?.state;
  const answers = state !== undefined && answeringStates.has(state.name);
  if (chat.manual && (chat.pointer === 'stable' || answers)) {
    return { target: chat.pointer, reason: 'manual', assign: null };
  }
  for (const rule of rules) {
    if (rule.to === 'beta' && !answers) continue;
    const matches = rule.kind === 'library' ? rule.value === chat.library : device().has(rule.value as DeviceCondition);
    if (matches) return { target: rule.to, reason: 'rule', assign: null };
  }
  if (candidate && state && 'step' in state) {
    let arm = assigned();
    let assign: Arm | null = null;
    if (arm === null && chat.turns === 0 && (state.name === 'ramping' || state.name === 'ready')) {
      arm = armOf(chatPosition(candidate.salt, chat.id), state.weight);
      assign = arm;
    }
    if (arm === 'beta') return { target: 'beta', reason: 'split', assign };
    if (arm === 'control') return { target: 'stable', reason: 'split', assign };
    return { target: 'stable', reason: 'default', assign };
  }
  return { target: 'stable', reason: 'default', assign: null };
}
