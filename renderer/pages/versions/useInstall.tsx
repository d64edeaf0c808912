import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import i18next from 'i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useServices } from '../../shared/services.tsx';
import { nameOfId, versionOfId } from '../../shared/versionLabel.ts';
import { useTakeStatus } from './useRelease.ts';

const SHOWN_MS = 8000;

export interface InstallInput {
  /** The manifest as JSON text. */
  manifest: string;
  id: string;
}

function announce(status: ReleaseStatus, id: string): void {
  const version = `${nameOfId(id)} ${versionOfId(id)}`;
  const rejected = status.versions.find((item) => item.version === id)?.state === 'rejected';
  const reason = status.history.find((row) => row.version === id && row.what === 'reject')?.why ?? '';
  notifications.show({
    id: 'installed',
    autoClose: SHOWN_MS,
    withBorder: true,
    closeButtonProps: { 'aria-label': i18next.t('common.close') },
    message: (
      <Text size="sm">
        {rejected
          ? i18next.t('release.file.rejected', { version, reason })
          : i18next.t('release.file.installed', { version })}
      </Text>
    ),
  });
}

/** Installs a manifest as the beta. It belongs to the page, so it goes on when its window is closed. */
export function useInstall() {
  const { client } = useServices();
  const take = useTakeStatus();
  return useMutation({
    mutationFn: ({ manifest }: InstallInput) => client.versions.install({ manifest }),
    onSuccess: (status, { id }) => {
      take(status);
      announce(status, id);
    },
    onError: (error) => {
      take();
      notifyProblem(error);
    },
  });
}

export type Install = ReturnType<typeof useInstall>;
