import { Button, Group, Modal, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isErrorCode } from '../../../core/contract/errors.ts';
import type { WatchedFolder } from '../../../core/contract/watched.ts';
import { useFormat } from '../../shared/format.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useLibraries, useServices } from '../../shared/services.tsx';
import { useLibraryName } from '../../shared/useLibraryName.ts';
import { WatchedForm } from './WatchedForm.tsx';
import { WatchedRemove } from './WatchedRemove.tsx';

function useCounts() {
  const { t } = useTranslation();
  const format = useFormat();
  return (folder: WatchedFolder): string => {
    const { files, waiting, failed, lastChange } = folder;
    const parts: string[] = [t('watched.files', { count: files, formatted: format.number(files) })];
    if (waiting > 0) parts.push(t('watched.waiting', { count: waiting, formatted: format.number(waiting) }));
    if (failed > 0) parts.push(t('watched.failed', { count: failed, formatted: format.number(failed) }));
    if (lastChange !== null) parts.push(t('watched.changed', { time: format.dateTime(lastChange) }));
    return parts.join(' · ');
  };
}

/** One watched folder: what it is doing, what is wrong with it, and what can be done. */
export function WatchedRow({ folder }: { folder: WatchedFolder }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const countsOf = useCounts();
  const nameOf = useLibraryName();
  const libraries = useLibraries().data ?? [];
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null);
  const rescan = useMutation({
    mutationFn: () => client.watched.rescan({ id: folder.id }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.allWatched }),
    onError: notifyProblem,
  });
  const { path, state, code, ignore, polling } = folder;
  const library = libraries.length > 1 ? libraries.find((one) => one.id === folder.library) : undefined;
  const how = [
    library && t('nav.currentLibrary', { name: nameOf(library) }),
    polling && t('watched.polled'),
    ignore.length > 0 && t('watched.ignored', { patterns: ignore.join(', ') }),
  ].filter(Boolean);
  const color = state === 'unreachable' ? 'var(--bad)' : state === 'watching' ? 'var(--stable)' : 'var(--dim)';
  return (
    <li data-testid="watched-row" data-state={state} data-code={code ?? undefined}>
      <div>
        <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
          {path}
        </Text>
        <Text size="sm" c="dimmed" role="status">
          <span style={{ color }}>{t(`watched.state.${state}`)}</span> · {countsOf(folder)}
        </Text>
        {isErrorCode(code) && (
          <Text size="sm" c={state === 'unreachable' ? 'var(--bad)' : 'dimmed'}>
            {t('common.sentences', { first: t(`errors.${code}.what`), second: t(`errors.${code}.next`) })}
          </Text>
        )}
        {how.length > 0 && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {how.join(' · ')}
          </Text>
        )}
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button
          size="xs"
          loading={rescan.isPending}
          disabled={state === 'scanning'}
          onClick={() => rescan.mutate()}
          aria-label={`${t('watched.rescan')}: ${path}`}
          data-testid="watched-rescan"
        >
          {t('watched.rescan')}
        </Button>
        <Button
          size="xs"
          aria-expanded={open === 'edit'}
          onClick={() => setOpen(open === 'edit' ? null : 'edit')}
          aria-label={`${t('watched.edit')}: ${path}`}
          data-testid="watched-edit"
        >
          {t('watched.edit')}
        </Button>
        <Button
          size="xs"
          onClick={() => setOpen('remove')}
          aria-label={`${t('watched.remove')}: ${path}`}
          data-testid="watched-remove"
        >
          {t('watched.remove')}
        </Button>
      </Group>
      {open === 'edit' && (
        <div style={{ flexBasis: '100%' }}>
          <WatchedForm folder={folder} onDone={() => setOpen(null)} />
        </div>
      )}
      <Modal
        opened={open === 'remove'}
        onClose={() => setOpen(null)}
        title={t('watched.removeTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <WatchedRemove folder={folder} onDone={() => setOpen(null)} />
      </Modal>
    </li>
  );
}
