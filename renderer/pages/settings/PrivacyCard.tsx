import { Button, CopyButton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/format.ts';
import { keys } from '../../shared/keys.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';

const LOOK_AGAIN_MS = 10_000;

/** Where everything is kept, and how often the app spoke to another machine. */
export function PrivacyCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const { client } = useServices();
  const about = useQuery({
    queryKey: keys.about,
    queryFn: ({ signal }) => client.system.about(undefined, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });
  if (about.isError) return <ProblemNote error={about.error} onRetry={() => about.refetch()} />;
  const folder = about.data?.dataFolder ?? '';
  return (
    <section className="card" aria-labelledby="privacy-title">
      <h2 className="caption upper" id="privacy-title">
        {t('settings.privacy')}
      </h2>
      <dl className="facts">
        <dt>{t('settings.connections')}</dt>
        <dd>
          <Text fw={650} data-testid="connections">
            {about.data ? format.number(about.data.connections) : '…'}
          </Text>
          <Text size="sm" c="dimmed">
            {t('settings.connectionsText')}
          </Text>
        </dd>
        <dt>{t('settings.dataFolder')}</dt>
        <dd>
          <code data-testid="data-folder" style={{ overflowWrap: 'anywhere' }}>
            {folder}
          </code>{' '}
          <CopyButton value={folder}>
            {({ copied, copy }) => (
              <Button size="xs" onClick={copy}>
                {copied ? t('answer.copied') : t('answer.copy')}
              </Button>
            )}
          </CopyButton>
          <Text size="sm" c="dimmed">
            {t('settings.dataFolderText')}
          </Text>
        </dd>
      </dl>
    </section>
  );
}
