import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { InstalledVersion, Pointer } from '../../../core/contract/models.ts';
import type { ReleaseStatus } from '../../../core/contract/release-models.ts';
import { useFormat } from '../../shared/format.ts';
import { accentOf } from '../../shared/versionLabel.ts';
import { useReleaseWords } from './useReleaseWords.ts';

const FINGERPRINT_SHOWN = 12;

/** Facts about the version that guards judge: failures, time against Stable, votes. */
function useJudged(status: ReleaseStatus | undefined, id: string): string[] {
  const { t } = useTranslation();
  const format = useFormat();
  if (status?.version !== id) return [];
  const guard = (name: string) => status.guards.find((item) => item.id === name);
  const facts: string[] = [];
  const latency = guard('latency');
  if (latency && latency.value !== null) facts.push(t('versions.pace', { ratio: format.decimal(latency.value, 2) }));
  const votes = guard('votes')?.counts;
  if (votes && votes.wins + votes.losses + votes.ties > 0)
    facts.push(t('versions.votes', { wins: format.number(votes.wins), losses: format.number(votes.losses) }));
  const rates = guard('rates');
  if (rates && rates.sample > 0)
    facts.push(
      t('versions.errors', {
        failed: format.number(Math.round((rates.value ?? 0) * rates.sample)),
        turns: format.number(rates.sample),
      }),
    );
  return facts;
}

function Resting({ status }: { status: ReleaseStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, until } = status.breaker;
  if (state === 'closed') return null;
  return (
    <Text size="sm" c="var(--warn)" data-testid="breaker">
      {state === 'open' && until !== null ? t('versions.resting', { time: format.time(until) }) : t('versions.trial')}
    </Text>
  );
}

function Card({ version, status }: { version: InstalledVersion; status: ReleaseStatus | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useReleaseWords();
  const pointer: Pointer = version.pointer ?? 'previous';
  const life = status?.versions.find((item) => item.version === version.id);
  const judged = useJudged(status, version.id);
  const lines: ReactNode[] = [];
  if (status && pointer === 'stable')
    lines.push(t('versions.share', { percent: format.percent(1 - status.weight / 100) }));
  if (status && pointer === 'beta') lines.push(t('versions.share', { percent: format.percent(status.weight / 100) }));
  if (status && pointer === 'previous' && life?.state === 'retired-warm')
    lines.push(t('versions.warm', { time: format.time(life.since + status.policy.watch.warmMinutes * 60_000) }));
  else if (pointer === 'previous') lines.push(t('versions.cold'));
  lines.push(
    version.ready === version.documents
      ? t('versions.ready', { count: version.documents, formatted: format.number(version.documents) })
      : t('versions.partly', { ready: format.number(version.ready), total: format.number(version.documents) }),
    t('import.chunks', { count: version.chunks, formatted: format.number(version.chunks) }),
  );
  const caption =
    life && status && pointer === 'beta' && status.step !== null
      ? t('versions.ramp', {
          state: words.state(life.state),
          step: format.number(status.step + 1),
          steps: format.number(status.steps.length),
        })
      : life && pointer !== 'stable'
        ? words.state(life.state)
        : life?.state === 'watching'
          ? words.state(life.state)
          : t('versions.since', { date: format.date(life?.since ?? version.installedAt) });
  return (
    <article className="card" data-accent={accentOf(version.pointer)} data-testid={`version-${pointer}`}>
      <p className="caption">
        <span className="upper">{t(`versions.pointer.${pointer}`)}</span> · {caption}
      </p>
      <Text fz={18} fw={650} my={2} title={version.id}>
        {version.name} {version.version}
      </Text>
      {version.goal && (
        <Text size="sm" mb={4}>
          {version.goal}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {lines.join(' · ')}
      </Text>
      {judged.length > 0 && (
        <Text size="sm" c="dimmed">
          {judged.join(' · ')}
        </Text>
      )}
      {status && status.version === version.id && <Resting status={status} />}
      <Text size="sm" c="dimmed" title={version.fingerprint} data-fingerprint={version.fingerprint}>
        {t('versions.fingerprint')}{' '}
        <Text span ff="monospace" fz={12}>
          {version.fingerprint.slice(0, FINGERPRINT_SHOWN) || '–'}
        </Text>
      </Text>
    </article>
  );
}

function Absent({ pointer, text }: { pointer: Pointer; text: string }) {
  const { t } = useTranslation();
  return (
    <article className="card" style={{ borderStyle: 'dashed' }} data-testid={`version-${pointer}`}>
      <p className="caption upper">{t(`versions.pointer.${pointer}`)}</p>
      <Text c="dimmed" size="sm">
        {text}
      </Text>
    </article>
  );
}

interface Props {
  stable: InstalledVersion | null;
  beta: InstalledVersion | null;
  previous: InstalledVersion | null;
  status: ReleaseStatus | undefined;
}

/** Stable, Beta and Previous, each with what is known of it. */
export function VersionCards({ stable, beta, previous, status }: Props) {
  const { t } = useTranslation();
  if (!stable) return null;
  return (
    <div className="cards">
      <Card version={stable} status={status} />
      {beta ? <Card version={beta} status={status} /> : <Absent pointer="beta" text={t('versions.noBeta')} />}
      {previous ? (
        <Card version={previous} status={status} />
      ) : (
        <Absent pointer="previous" text={t('versions.noPrevious')} />
      )}
    </div>
  );
}
