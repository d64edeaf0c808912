import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { hashOf } from '../../app/routes.ts';
import { useFormat } from '../../shared/format.ts';
import { useWatchedFolders } from '../../shared/useWatchedFolders.ts';

/** One quiet line: how many folders the library follows, and when something last came from them. */
export function WatchedLine({ library }: { library: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { folders, lastChange } = useWatchedFolders(library);
  if (folders.length === 0) return null;
  const away = folders.filter((folder) => folder.state === 'unreachable').length;
  return (
    <Text size="sm" c="dimmed" flex="none" data-testid="watched-line">
      <Anchor href={hashOf('settings')} size="sm" c="dimmed" underline="always">
        {t('watched.summary', { count: folders.length })}
      </Anchor>
      {lastChange !== null && ` · ${t('watched.changed', { time: format.dateTime(lastChange) })}`}
      {away > 0 && (
        <>
          {' · '}
          <span style={{ color: 'var(--bad)' }}>{t('watched.away', { count: away })}</span>
        </>
      )}
    </Text>
  );
}
