import { Group, Slider, Text } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { useFormat } from '../../shared/format.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { useServices } from '../../shared/services.tsx';
import { canWeigh } from './releaseMoves.ts';

/** A move of the slider is sent when it has rested this long, so that a drag is one entry in the log. */
const REST_MS = 400;

/** Share of new chats that go to the beta, live. */
export function WeightSlider({ status }: { status: ReleaseStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { client } = useServices();
  const cache = useQueryClient();
  /** What the hand has set and the application has not confirmed yet. */
  const [wanted, setWanted] = useState<number | null>(null);
  const move = useMutation({
    mutationFn: (percent: number) => client.release.weight({ percent }),
    onSuccess: ({ weight }) =>
      cache.setQueryData<ReleaseStatus>(keys.release, (known) => (known ? { ...known, weight } : known)),
    onError: notifyProblem,
    onSettled: (_table, _error, percent) => {
      setWanted((now) => (now === percent ? null : now));
      void cache.invalidateQueries({ queryKey: keys.release });
      void cache.invalidateQueries({ queryKey: keys.audit });
    },
  });
  const send = useDebouncedCallback((percent: number) => move.mutate(percent), {
    delay: REST_MS,
    flushOnUnmount: true,
  });
  const possible = canWeigh(status);
  const value = wanted ?? status.weight;
  return (
    <div data-accent="beta">
      <Slider
        value={value}
        min={0}
        max={100}
        step={1}
        disabled={!possible}
        color="var(--beta)"
        size={6}
        thumbSize={18}
        label={null}
        thumbLabel={t('release.weight')}
        thumbProps={{ 'aria-valuetext': t('versions.share', { percent: format.percent(value / 100) }) }}
        attributes={{ thumb: { 'data-testid': 'weight' } }}
        onChange={(percent) => {
          setWanted(percent);
          send(percent);
        }}
      />
      <Group justify="space-between" gap="xs" mt={6}>
        <Text size="sm" fw={600} data-testid="weight-text">
          {t('versions.share', { percent: format.percent(value / 100) })}
        </Text>
        {!possible && (
          <Text size="sm" c="dimmed">
            {t('release.weightOff')}
          </Text>
        )}
      </Group>
    </div>
  );
}
