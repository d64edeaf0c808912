import { Modal, NativeSelect } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstalledVersion } from '../../../core/contract/models.ts';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { keys } from '../../shared/keys.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { Waiting } from '../../shared/Waiting.tsx';
import { ManifestForm } from './ManifestForm.tsx';
import type { Install } from './useInstall.tsx';
import { useReleaseWords } from './useReleaseWords.ts';

interface Props {
  opened: boolean;
  list: InstalledVersion[];
  status: ReleaseStatus;
  install: Install;
  onClose: () => void;
}

function Contents({ list, status, install, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const { client } = useServices();
  const words = useReleaseWords();
  const [from, setFrom] = useState(status.beta ?? status.stable);
  const clone = useQuery({
    queryKey: [...keys.manifest(from), 'clone'],
    queryFn: ({ signal }) => client.versions.clone({ id: from }, { signal }),
    // Asked for each time: the next free number depends on what is installed.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <NativeSelect
        size="xs"
        label={t('release.form.from')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        data={list.map(({ id }) => ({ value: id, label: words.version(id) }))}
        disabled={install.isPending}
        data-testid="clone-from"
      />
      {clone.isPending && <Waiting label={t('release.form.loading')} />}
      {clone.isError && <ProblemNote compact error={clone.error} onRetry={() => clone.refetch()} />}
      {clone.data && (
        <ManifestForm
          key={from}
          original={clone.data}
          from={from}
          taken={list.map(({ id }) => id)}
          status={status}
          install={install}
          onClose={onClose}
        />
      )}
    </div>
  );
}

/** Copies a version's manifest under the next number, to edit and install it. */
export function CloneDialog({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(width < 768px)') ?? false;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={760}
      fullScreen={narrow}
      title={t('release.form.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Contents {...rest} onClose={onClose} />
    </Modal>
  );
}
