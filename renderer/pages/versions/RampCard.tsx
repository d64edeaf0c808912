import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { NextStepLine } from './NextStepLine.tsx';
import { RulesList } from './RulesList.tsx';
import { candidateOf, type MoveName, permissionOf } from './releaseMoves.ts';
import { Timeline } from './Timeline.tsx';
import { useStartMove } from './useRelease.ts';
import { WeightSlider } from './WeightSlider.tsx';

const offered: readonly MoveName[] = ['shadow', 'ramp', 'advance', 'pause', 'resume', 'abort'];

/** Where the release stands, what comes next, and everything that steers it. */
export function RampCard({ status }: { status: ReleaseStatus }) {
  const { t } = useTranslation();
  const { start, pending } = useStartMove(status);
  const possible = offered.filter((name) => permissionOf(status, { name }).allowed !== 'no');
  return (
    <section className="card ramp" aria-label={t('release.timeline')} data-testid="ramp" data-state={status.state}>
      <Timeline status={status} />
      {candidateOf(status) !== null && <WeightSlider status={status} />}
      <Group gap="xs" align="center">
        <NextStepLine status={status} />
        <div className="actions">
          {possible.map((name) => (
            <Button
              key={name}
              size="xs"
              loading={pending === name}
              disabled={pending !== null && pending !== name}
              onClick={() => start({ name })}
              data-testid={`move-${name}`}
            >
              {t(`release.do.${name}`)}
            </Button>
          ))}
        </div>
      </Group>
      <RulesList status={status} />
    </section>
  );
}
