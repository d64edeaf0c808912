import { Button, Group, Modal, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstalledVersion } from '../../../core/contract/models.ts';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { useFormat } from '../../shared/format.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { permissionOf } from './releaseMoves.ts';
import { useStartMove, useTakeStatus } from './useRelease.ts';
import { useReleaseWords } from './useReleaseWords.ts';

function Removal({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const words = useReleaseWords();
  const take = useTakeStatus();
  const remove = useMutation({
    mutationFn: () => client.versions.remove({ id }),
    onSuccess: () => {
      take();
      onDone();
    },
  });
  return (
    <>
      <Text size="sm">{t('versions.removeText', { version: words.version(id) })}</Text>
      {remove.isError && <ProblemNote compact error={remove.error} />}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button
          variant="filled"
          loading={remove.isPending}
          onClick={() => remove.mutate()}
          data-autofocus
          data-testid="remove-confirm"
        >
          {t('versions.remove')}
        </Button>
      </Group>
    </>
  );
}

/** Installed versions that are not in use: what became of them, and what can be done with them. */
export function OtherVersions({ list, status }: { list: InstalledVersion[]; status: ReleaseStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useReleaseWords();
  const { start, pending } = useStartMove(status);
  const [removing, setRemoving] = useState<string | null>(null);
  const others = list.filter((version) => version.pointer !== 'stable' && version.pointer !== 'beta');
  if (others.length === 0) return null;
  return (
    <section className="card" aria-labelledby="others-title" data-testid="others">
      <h2 className="caption upper" id="others-title">
        {t('versions.others')}
      </h2>
      <Text size="sm" c="dimmed">
        {t('versions.othersHint')}
      </Text>
      <ul className="plain-list" style={{ marginTop: 8 }}>
        {others.map(({ id }) => {
          const life = status.versions.find((item) => item.version === id);
          return (
            <li key={id} data-testid="other-version">
              <div>
                {words.version(id)}
                {life && (
                  <Text span size="sm" c="dimmed">
                    {' '}
                    · {words.state(life.state)} · {t('versions.since', { date: format.dateTime(life.since) })}
                  </Text>
                )}
              </div>
              {(['retry', 'restore'] as const)
                .filter((name) => permissionOf(status, { name, version: id }).allowed === 'yes')
                .map((name) => (
                  <Button
                    key={name}
                    size="xs"
                    disabled={pending !== null}
                    onClick={() => start({ name, version: id })}
                    data-testid={`other-${name}`}
                  >
                    {t(`release.do.${name}`)}
                  </Button>
                ))}
              {life?.state !== 'retired-warm' && (
                <Button
                  size="xs"
                  aria-label={t('versions.removeName', { version: words.version(id) })}
                  onClick={() => setRemoving(id)}
                  data-testid="other-remove"
                >
                  {t('versions.remove')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <Modal
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('versions.removeTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        {removing !== null && <Removal id={removing} onDone={() => setRemoving(null)} />}
      </Modal>
    </section>
  );
}
