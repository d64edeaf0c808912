import type { RolloutEvent } from './rollout.ts';

type Told = 'rollback' | 'pause' | 'ready' | 'swap';

const texts: Record<'en' | 'zh-CN', Record<Told, (version: string) => string>> = {
  en: {
    rollback: (version) => `${version} was taken back. The trusted version answers again.`,
    pause: (version) => `The release of ${version} waits for you.`,
    ready: (version) => `${version} is ready to become the stable version.`,
    swap: (version) => `${version} is the stable version now.`,
  },
  'zh-CN': {
    rollback: (version) => `${version} 已撤回，由可信版本继续回答。`,
    pause: (version) => `${version} 的发布已暂停，等待您决定。`,
    ready: (version) => `${version} 已可升级为稳定版。`,
    swap: (version) => `${version} 现在是稳定版。`,
  },
};

/** What the desktop tells of a move that the app made by itself; null for moves that need nobody's attention. */
export function notificationOf(
  event: Pick<RolloutEvent, 'type'>,
  version: string,
  language: 'en' | 'zh-CN',
): string | null {
  const { type } = event;
  return type === 'rollback' || type === 'pause' || type === 'ready' || type === 'swap'
    ? texts[language][type](version)
    : null;
}
