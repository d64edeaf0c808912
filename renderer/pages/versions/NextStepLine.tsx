import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { nextStepOf } from './nextStep.ts';
import { useReleaseWords } from './useReleaseWords.ts';

const CLOCK_MS = 15_000;

/** A clock that is good to a quarter of a minute, for counting minutes down. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), CLOCK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** What has to happen before the release goes on, in words. */
export function NextStepLine({ status }: { status: ReleaseStatus }) {
  const { t, i18n } = useTranslation();
  const words = useReleaseWords();
  const now = useNow();
  const next = nextStepOf(status, now);
  const list = (items: string[]) => new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(items);
  const text = () => {
    switch (next.key) {
      case 'step':
      case 'end': {
        const chats = t('release.chats', { count: next.chats });
        const minutes = t('release.minutes', { count: next.minutes });
        return t(`release.next.${next.key}`, { chats, minutes });
      }
      case 'watch':
        return t('release.next.watch', {
          turns: t('release.turns', { count: next.turns }),
          minutes: t('release.minutes', { count: next.minutes }),
        });
      case 'waits':
        return t('release.next.waits', { guards: list(next.guards.map(words.guard)) });
      case 'paused':
        return t('release.next.paused', { reason: status.reason ? words.why(status.reason) : '' });
      default:
        return t(`release.next.${next.key}`);
    }
  };
  return (
    <Text size="sm" c="dimmed" flex={1} miw={200} data-testid="next-step">
      {text()}
    </Text>
  );
}
