import { VisuallyHidden } from '@mantine/core';
import { IconCheck, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { useFormat } from '../../shared/format.ts';
import { timelineOf } from './timeline.ts';

/** The stations of the release; what is behind it is ticked, and where it stands is marked. */
export function Timeline({ status }: { status: ReleaseStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const steps = timelineOf(status);
  if (steps.length === 0) return null;
  return (
    <ol className="timeline" aria-label={t('release.timeline')} data-testid="timeline">
      {steps.map(({ key, figure, mark, paused }, index) => (
        <li key={index} data-mark={mark} aria-current={mark === 'now' ? 'step' : undefined}>
          {mark === 'done' && <IconCheck size={13} stroke={2.5} aria-hidden />}
          {paused && <IconPlayerPause size={13} aria-hidden />}
          <span>{t(`release.step.${key}`, { figure: figure === null ? '' : format.number(figure) })}</span>
          <VisuallyHidden> ({t(`release.mark.${paused ? 'paused' : mark}`)})</VisuallyHidden>
        </li>
      ))}
    </ol>
  );
}
