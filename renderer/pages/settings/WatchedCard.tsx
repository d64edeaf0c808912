import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useWatchedFolders } from '../../shared/useWatchedFolders.ts';
import { Waiting } from '../../shared/Waiting.tsx';
import { WatchedForm } from './WatchedForm.tsx';
import { WatchedRow } from './WatchedRow.tsx';

/** Folders that libraries follow: what they are doing, and how to add, change and remove one. */
export function WatchedCard() {
  const { t } = useTranslation();
  const { query, folders } = useWatchedFolders();
  const [adding, actions] = useDisclosure(false);
  return (
    <section className="card" aria-labelledby="watched-title" data-testid="watched-card">
      <Group justify="space-between">
        <h2 className="caption upper" id="watched-title">
          {t('watched.title')}
        </h2>
        {!adding && (
          <Button size="xs" onClick={actions.open} data-testid="watched-new">
            {t('watched.new')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb={8}>
        {t('watched.text')}
      </Text>
      {adding && <WatchedForm onDone={actions.close} />}
      {query.isError && <ProblemNote error={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && <Waiting label={t('watched.loading')} />}
      {folders.length > 0 && (
        <ul className="plain-list">
          {folders.map((folder) => (
            <WatchedRow key={folder.id} folder={folder} />
          ))}
        </ul>
      )}
    </section>
  );
}
