import { Button, Group, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchedFolder } from '../../../core/contract/watched.ts';
import { desktopShell } from '../../shared/desktopShell.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useLibrary, useServices } from '../../shared/services.tsx';

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Adds a folder, or changes how one is followed. */
export function WatchedForm({ folder, onDone }: { folder?: WatchedFolder; onDone: () => void }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const library = useLibrary()?.id;
  const shell = desktopShell();
  const [path, setPath] = useState('');
  const [ignore, setIgnore] = useState(folder?.ignore.join('\n') ?? '');
  const [polling, setPolling] = useState(folder?.polling ?? false);
  const save = useMutation({
    mutationFn: () => {
      const how = { ignore: linesOf(ignore), polling };
      return folder
        ? client.watched.update({ id: folder.id, ...how })
        : client.watched.add({ path: path.trim(), library, ...how });
    },
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.allWatched });
      onDone();
    },
  });
  const pick = () => shell?.pickFolder?.().then(([first]) => first && setPath(first), notifyProblem);
  const ready = folder !== undefined || path.trim() !== '';
  return (
    <form
      data-testid="watched-form"
      style={{ display: 'grid', gap: 12, maxWidth: 640, padding: '4px 0 12px' }}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate();
      }}
    >
      {!folder && (
        <Group align="flex-end" wrap="nowrap" gap="xs">
          <TextInput
            flex={1}
            data-autofocus
            label={t('watched.path')}
            placeholder={t('watched.pathExample')}
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
            data-testid="watched-path"
            spellCheck={false}
            autoComplete="off"
          />
          {shell?.pickFolder && <Button onClick={pick}>{t('watched.choose')}</Button>}
        </Group>
      )}
      <Textarea
        label={t('watched.ignore')}
        description={t('watched.ignoreHint')}
        rows={3}
        resize="vertical"
        value={ignore}
        onChange={(event) => setIgnore(event.currentTarget.value)}
        data-testid="watched-ignore"
        spellCheck={false}
      />
      <Switch
        label={t('watched.polling')}
        description={t('watched.pollingHint')}
        checked={polling}
        onChange={(event) => setPolling(event.currentTarget.checked)}
        data-testid="watched-polling"
      />
      {save.isError && <ProblemNote compact error={save.error} />}
      <Group gap="xs">
        <Button variant="filled" type="submit" disabled={!ready} loading={save.isPending} data-testid="watched-save">
          {folder ? t('common.save') : t('watched.add')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </Group>
    </form>
  );
}
