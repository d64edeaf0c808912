import { Button, Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { useFormat } from '../../shared/format.ts';
import { keys } from '../../shared/keys.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { installCheck } from './installCheck.ts';
import type { Install } from './useInstall.tsx';
import { useReleaseWords } from './useReleaseWords.ts';

const PROGRESS_MS = 1000;

/** How many documents the new version has read. */
function Reading({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useReleaseWords();
  const { client } = useServices();
  const version = useQuery({
    queryKey: keys.versions,
    queryFn: ({ signal }) => client.versions.list(undefined, { signal }),
    refetchInterval: PROGRESS_MS,
  }).data?.find((item) => item.id === id);
  const text = t('release.file.installing', {
    version: words.version(id),
    ready: format.number(version?.ready ?? 0),
    total: format.number(version?.documents ?? 0),
  });
  return (
    <div role="status">
      <Text size="sm">{text}</Text>
      <Progress
        value={version && version.documents > 0 ? (version.ready / version.documents) * 100 : 0}
        size="sm"
        my={6}
        color="var(--beta)"
        aria-label={text}
      />
      <Text size="sm" c="dimmed">
        {t('release.file.goesOn')}
      </Text>
    </div>
  );
}

interface Props {
  status: ReleaseStatus;
  install: Install;
  /** What would be installed; null while there is nothing valid. */
  ready: { manifest: string; id: string } | null;
  children?: ReactNode;
  onClose: () => void;
}

/** End of every form that installs a version: what it replaces, how far it is, and the button. */
export function InstallFooter({ status, install, ready, children, onClose }: Props) {
  const { t } = useTranslation();
  const words = useReleaseWords();
  const check = installCheck(status, ready?.id ?? null);
  const blocked = check.key === 'busy' || check.key === 'again';
  return (
    <div style={{ display: 'grid', gap: 10 }}>
      {install.isPending && <Reading id={install.variables.id} />}
      {install.isError && <ProblemNote compact error={install.error} />}
      {ready && check.key !== 'free' && !install.isPending && (
        <Text size="sm" c={blocked ? 'var(--bad)' : 'dimmed'} data-testid="install-check">
          {t(`release.file.${check.key}`, { version: words.version(check.version) })}
        </Text>
      )}
      <Group justify="flex-end" gap="xs">
        {children}
        <Button onClick={onClose}>{install.isPending ? t('common.close') : t('common.cancel')}</Button>
        <Button
          variant="filled"
          disabled={!ready || blocked}
          loading={install.isPending}
          onClick={() => ready && install.mutate(ready, { onSuccess: onClose })}
          data-testid="install-confirm"
        >
          {t('release.file.install')}
        </Button>
      </Group>
    </div>
  );
}
