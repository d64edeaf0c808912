import { ActionIcon, Anchor, Button, Group, Progress, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportFile, ImportProgress } from '../../core/contract/models.ts';
import { useStore } from './createStore.ts';
import { type Format, useFormat } from './format.ts';
import { importShare } from './importShare.ts';
import type { Upload } from './imports.ts';
import { notifyProblem } from './notifyProblem.tsx';
import { ProblemNote } from './Problem.tsx';
import { useServices } from './services.tsx';

const FILES_SHOWN = 4;

function CurrentFile({ file }: { file: ImportFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const page =
    file.stage === 'reading' && file.page !== null && file.pages !== null
      ? ` · ${t('import.page', { page: format.number(file.page), pages: format.number(file.pages) })}`
      : '';
  return (
    <Text size="sm" c="dimmed" truncate title={file.path}>
      {file.name} · {t(`import.stages.${file.stage}`)}
      {page}
    </Text>
  );
}

function speedLine(progress: ImportProgress, format: Format, t: TFunction): string {
  const parts: string[] = [];
  if (progress.pagesPerSecond !== null)
    parts.push(t('import.speed', { pages: format.decimal(progress.pagesPerSecond, 1) }));
  if (progress.secondsLeft !== null) parts.push(t('import.left', { time: format.left(progress.secondsLeft) }));
  return parts.join(' · ');
}

function Reading({ progress }: { progress: ImportProgress }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { client } = useServices();
  const options = { onError: notifyProblem };
  const pause = useMutation({ mutationFn: () => client.imports.pause(), ...options });
  const resume = useMutation({ mutationFn: () => client.imports.resume(), ...options });
  const cancel = useMutation({ mutationFn: () => client.imports.cancel(), ...options });
  const share = importShare(progress) * 100;
  const count = t('import.count', {
    finished: format.number(progress.finished),
    total: format.number(progress.total),
  });
  return (
    <>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>
            {progress.paused ? t('import.paused') : t('import.reading')} · {count}
          </Text>
          <Text size="sm" c="dimmed" mih={20}>
            {progress.paused ? t('import.pausedText') : speedLine(progress, format, t)}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          {progress.paused ? (
            <Button size="xs" onClick={() => resume.mutate()} loading={resume.isPending} data-testid="import-resume">
              {t('import.resume')}
            </Button>
          ) : (
            <Button size="xs" onClick={() => pause.mutate()} loading={pause.isPending} data-testid="import-pause">
              {t('import.pause')}
            </Button>
          )}
          <Button size="xs" onClick={() => cancel.mutate()} loading={cancel.isPending} data-testid="import-cancel">
            {t('common.cancel')}
          </Button>
        </Group>
      </Group>
      <Progress value={share} size="sm" my={8} color="var(--stable)" aria-label={count} />
      {progress.current.slice(0, FILES_SHOWN).map((file) => (
        <CurrentFile key={file.id} file={file} />
      ))}
    </>
  );
}

function Finished({ progress, onClose }: { progress: ImportProgress; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts: string[] = [t('import.done', { count: progress.done })];
  if (progress.skipped > 0) parts.push(t('import.skipped', { count: progress.skipped }));
  if (progress.failed > 0) parts.push(t('import.failed', { count: progress.failed }));
  if (progress.cancelled > 0) parts.push(t('import.cancelled', { count: progress.cancelled }));
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text>
        <b>{t('import.finished')}</b> {parts.join(' · ')}
        {progress.chunks > 0 && (
          <Text span c="dimmed">
            {' '}
            · {t('import.chunks', { count: progress.chunks, formatted: format.number(progress.chunks) })}
          </Text>
        )}
        {progress.failed + progress.skipped > 0 && !location.hash.startsWith('#/library') && (
          <>
            {' '}
            <Anchor href="#/library" inherit c="inherit" underline="always">
              {t('import.reasons')}
            </Anchor>
          </>
        )}
      </Text>
      <ActionIcon onClick={onClose} aria-label={t('common.close')}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function Uploads({ uploads }: { uploads: Upload[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { imports } = useServices();
  const failed = uploads.filter((upload) => upload.error !== null);
  const open = uploads.filter((upload) => upload.error === null);
  const bytes = open.reduce((sum, upload) => sum + upload.bytes, 0);
  const sent = open.reduce((sum, upload) => sum + upload.sent, 0);
  return (
    <>
      {open.length > 0 && (
        <div data-testid="uploads">
          <Group justify="space-between" wrap="nowrap">
            <Text fw={600}>
              {t('import.copying', { count: open.length })}
              <Text span c="dimmed" fw={400}>
                {' '}
                · {format.bytes(sent)} / {format.bytes(bytes)}
              </Text>
            </Text>
            <Button size="xs" onClick={() => imports.dropUploads()}>
              {t('common.cancel')}
            </Button>
          </Group>
          <Progress
            value={bytes === 0 ? 0 : (sent / bytes) * 100}
            size="sm"
            my={8}
            color="var(--stable)"
            aria-label={t('import.copying', { count: open.length })}
          />
          {open
            .filter((upload) => upload.sent > 0)
            .slice(0, FILES_SHOWN)
            .map((upload) => (
              <Text key={upload.id} size="sm" c="dimmed" truncate>
                {upload.name} · {format.bytes(upload.sent)} / {format.bytes(upload.bytes)}
              </Text>
            ))}
        </div>
      )}
      {failed.map((upload) => (
        <div key={upload.id}>
          <Group justify="space-between" wrap="nowrap" mb={4}>
            <Text size="sm" truncate>
              {upload.name}
            </Text>
            <ActionIcon onClick={() => imports.dropUploads(upload.id)} aria-label={t('import.dismiss')}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
          <ProblemNote
            compact
            error={upload.error}
            onRetry={() => imports.retryUpload(upload.id).catch(notifyProblem)}
          />
        </div>
      ))}
    </>
  );
}

/** What is being imported right now, and how the last import ended until that is waved away. */
export function ImportPanel() {
  const { imports } = useServices();
  const { progress, uploads } = useStore(imports.store, (state) => state);
  const [seen, setSeen] = useState<string | null>(null);
  const reading = progress !== null && progress.finished < progress.total;
  const mark = progress && `${progress.batch}-${progress.total}-${progress.finished}`;
  const finished = progress !== null && !reading && progress.total > 0 && mark !== seen;
  if (!reading && !finished && uploads.length === 0) return null;
  return (
    <section className="card" data-testid="import-progress" style={{ display: 'grid', gap: 12 }}>
      {uploads.length > 0 && <Uploads uploads={uploads} />}
      {reading && (
        <div>
          <Reading progress={progress} />
        </div>
      )}
      {finished && <Finished progress={progress} onClose={() => setSeen(mark)} />}
    </section>
  );
}
