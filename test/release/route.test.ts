import { describe, expect, it } from 'vitest';
import type { DeviceCondition, RouteRule } from '../../core/contract/index.ts';
import type { RolloutState } from '../../core/release/rollout.ts';
import { chooseTarget, type RouteFacts } from '../../core/release/route.ts';
import { type Arm, armOf, chatPosition, controlShare } from '../../core/release/split.ts';
import { everyState, lifeIn } from './lives.ts';

const ramping = (weight: number): RolloutState => ({ name: 'ramping', since: 0, step: 0, weight });
const chat = { id: 'chat', pointer: 'stable' as const, manual: false, library: 'default', turns: 0 };
const rule = (change: Partial<RouteRule>): RouteRule => ({
  id: 1,
  kind: 'library',
  value: 'default',
  to: 'beta',
  createdAt: 0,
  ...change,
});
const choose = (change: Omit<Partial<RouteFacts>, 'chat'> & { chat?: Partial<RouteFacts['chat']> }) =>
  chooseTarget({
    rules: [],
    device: () => new Set<DeviceCondition>(),
    candidate: lifeIn(ramping(1)),
    assigned: () => null,
    ...change,
    chat: { ...chat, ...change.chat },
  });

describe('which version answers', () => {
  it('is decided by the toggle before rules, by rules before the split, by the split before the default', () => {
    const rules = [rule({ to: 'stable' })];
    const toggled = { pointer: 'beta' as const, manual: true };
    expect(choose({ rules, chat: toggled })).toMatchObject({ target: 'beta', reason: 'manual' });
    expect(choose({ rules })).toMatchObject({ target: 'stable', reason: 'rule' });
    expect(choose({})).toMatchObject({ target: 'beta', reason: 'split', assign: 'beta' });
    expect(choose({ candidate: lifeIn({ name: 'staged', since: 0 }) })).toMatchObject({
      target: 'stable',
      reason: 'default',
    });
  });

  it('takes the first rule that fits, by library and by the state of the machine', () => {
    const onBattery = () => new Set<DeviceCondition>(['battery']);
    const rules = [rule({ value: 'other' }), rule({ kind: 'device', value: 'battery', to: 'stable' }), rule({})];
    expect(choose({ rules, device: onBattery })).toMatchObject({ target: 'stable', reason: 'rule' });
    expect(choose({ rules })).toMatchObject({ target: 'beta', reason: 'rule' });
    expect(choose({ rules, chat: { library: 'third' }, candidate: null })).toMatchObject({ reason: 'default' });
  });

  it('is stable for toggles and rules while no version is there that may answer', () => {
    const answering = new Set(['staged', 'shadow', 'ramping', 'paused', 'ready', 'promoting']);
    for (const state of [null, ...everyState]) {
      const candidate = state && lifeIn(state);
      const expected = state && answering.has(state.name) ? 'beta' : 'stable';
      expect(choose({ candidate, chat: { pointer: 'beta', manual: true } }).target).toBe(expected);
      expect(choose({ candidate, rules: [rule({})] }).target, state?.name).toBe(expected);
    }
  });

  it('draws new chats alone, and keeps every chat where it was drawn', () => {
    expect(choose({ chat: { turns: 1 } })).toEqual({ target: 'stable', reason: 'default', assign: null });
    for (const weight of [0.01, 1]) {
      const candidate = lifeIn(ramping(weight));
      expect(choose({ candidate, assigned: () => 'beta' })).toEqual({ target: 'beta', reason: 'split', assign: null });
      expect(choose({ candidate, assigned: () => 'none' })).toEqual({
        target: 'stable',
        reason: 'default',
        assign: null,
      });
      expect(choose({ candidate, assigned: () => 'control' })).toMatchObject({ target: 'stable', reason: 'split' });
    }
  });

  it('draws nobody while the ramp is paused; who was drawn stays', () => {
    const candidate = lifeIn({ name: 'paused', since: 0, step: 0, weight: 1, by: 'person', reason: 'x' });
    expect(choose({ candidate })).toEqual({ target: 'stable', reason: 'default', assign: null });
    expect(choose({ candidate, assigned: () => 'beta' })).toMatchObject({ target: 'beta', reason: 'split' });
  });
});

describe('the split', () => {
  const chats = Array.from({ length: 20_000 }, (_, i) => `chat ${i}`);
  const draw = (salt: string, weight: number) => chats.map((id) => armOf(chatPosition(salt, id), weight));
  const share = (arms: Arm[], arm: Arm) => arms.filter((item) => item === arm).length / arms.length;

  it('sends its share to beta, and as many to the control arm', () => {
    for (const weight of [0.01, 0.1, 0.25, 0.5]) {
      const arms = draw('salt', weight);
      expect(Math.abs(share(arms, 'beta') - weight)).toBeLessThan(0.015);
      expect(Math.abs(share(arms, 'control') - controlShare(weight))).toBeLessThan(0.015);
    }
    expect(share(draw('salt', 1), 'beta')).toBe(1);
    expect(share(draw('salt', 0), 'none')).toBe(1);
  });

  it('only adds beta chats when the weight is raised', () => {
    let before = draw('salt', 0);
    for (const weight of [0.05, 0.1, 0.25, 0.5, 0.8, 1]) {
      const arms = draw('salt', weight);
      expect(before.every((arm, at) => arm !== 'beta' || arms[at] === 'beta')).toBe(true);
      before = arms;
    }
  });

  it('draws other chats after a rollback, by a new salt', () => {
    const first = draw('salt', 0.1);
    const second = draw('other', 0.1);
    const both = first.filter((arm, at) => arm === 'beta' && second[at] === 'beta').length / chats.length;
    expect(Math.abs(both - 0.01)).toBeLessThan(0.004);
  });
});
