import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isErrorCode } from '../../../core/contract/errors.ts';
import type { ImportFile } from '../../../core/contract/models.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useServices } from '../../shared/services.tsx';

const SHOWN_AT_FIRST = 3;

function useReason() {
  const { t } = useTranslation();
  return (file: ImportFile): string => {
    if (isErrorCode(file.code))
      return t('common.sentences', {
        first: t(`errors.${file.code}.what`),
        second: t(`errors.${file.code}.next`),
      });
    return file.message ?? t('errors.internal.what');
  };
}

/** Files that could not be read or were left out, each with its reason and what can be done. */
export function FailedFiles() {
  const { t } = useTranslation();
  const { client } = useServices();
  const cache = useQueryClient();
  const reason = useReason();
  const [all, setAll] = useState(false);
  const failed = useQuery({
    queryKey: [...keys.importFiles, 'failed'],
    queryFn: ({ signal }) => client.imports.files({ state: 'failed' }, { signal }),
  });
  const skipped = useQuery({
    queryKey: [...keys.importFiles, 'skipped'],
    queryFn: ({ signal }) => client.imports.files({ state: 'skipped' }, { signal }),
  });
  const options = {
    onError: notifyProblem,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.importFiles }),
  };
  const retry = useMutation({ mutationFn: (file: number) => client.imports.retry({ file }), ...options });
  const dismiss = useMutation({
    mutationFn: (file: number | undefined) => client.imports.dismiss({ file }),
    ...options,
  });
  const files = [...(failed.data ?? []), ...(skipped.data ?? [])];
  if (files.length === 0) return null;
  const shown = all ? files : files.slice(0, SHOWN_AT_FIRST);
  return (
    <section className="card failed" aria-labelledby="failed-title">
      <Group justify="space-between" mb={4}>
        <Text fw={600} id="failed-title" component="h2" m={0} fz="md">
          {t('library.failedTitle', { count: files.length })}
        </Text>
        <Button size="xs" onClick={() => dismiss.mutate(undefined)} data-testid="dismiss-all">
          {t('library.dismissAll')}
        </Button>
      </Group>
      <ul className="plain-list">
        {shown.map((file) => (
          <li key={file.id} data-testid="failed-row" data-code={file.code}>
            <div>
              <Text truncate title={file.path} fw={550}>
                {file.name}
              </Text>
              <Text size="sm" c="dimmed">
                {file.state === 'skipped'
                  ? t('common.sentences', { first: t('library.skipped'), second: reason(file) })
                  : reason(file)}
              </Text>
            </div>
            <Group gap="xs" wrap="nowrap">
              <Button
                size="xs"
                onClick={() => retry.mutate(file.id)}
                aria-label={`${t('common.tryAgain')}: ${file.name}`}
              >
                {t('common.tryAgain')}
              </Button>
              <Button
                size="xs"
                onClick={() => dismiss.mutate(file.id)}
                aria-label={`${t('import.dismiss')}: ${file.name}`}
              >
                {t('import.dismiss')}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      {files.length > SHOWN_AT_FIRST && (
        <Button size="xs" mt={6} onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('common.less') : t('common.more', { count: files.length - SHOWN_AT_FIRST })}
        </Button>
      )}
    </section>
  );
}
