import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Guard, ReleaseStatus } from '../../../core/contract/release-models.ts';
import { useFormat } from '../../shared/format.ts';
import { useReleaseWords } from './useReleaseWords.ts';

const tones = { passed: 'ok', failed: 'bad', inconclusive: 'warn', error: 'bad' } as const;

export function VerdictPill({ verdict }: { verdict: Guard['verdict'] }) {
  const { t } = useTranslation();
  return (
    <span className="pill" data-tone={tones[verdict]}>
      {t(`release.verdict.${verdict}`)}
    </span>
  );
}

function Row({ guard, status }: { guard: Guard; status: ReleaseStatus }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useReleaseWords();
  const figures = words.figures(guard, status.policy);
  const wrong = guard.verdict === 'failed' || guard.verdict === 'error';
  return (
    <tr data-testid={`guard-${guard.id}`} data-verdict={guard.verdict}>
      <th scope="row">
        {words.guard(guard)}
        {wrong && (
          <Text size="xs" c="dimmed" fw={400}>
            {guard.verdict === 'failed' && `${t(guard.onFailure === 'hold' ? 'release.holds' : 'release.sends')} · `}
            {guard.detail}
          </Text>
        )}
      </th>
      <td className="n">{figures.beta || '–'}</td>
      <td className="n wide">{figures.stable || '–'}</td>
      <td className="n">{figures.limit || '–'}</td>
      <td className="n wide">{format.number(guard.sample)}</td>
      <td>
        <VerdictPill verdict={guard.verdict} />
      </td>
      <td className="wide since">{format.dateTime(guard.since)}</td>
    </tr>
  );
}

/** What the version is judged by, and what each guard says now. */
export function GuardsCard({ status }: { status: ReleaseStatus }) {
  const { t } = useTranslation();
  const { guards, state } = status;
  return (
    <section className="card" aria-labelledby="guards-title" data-testid="guards">
      <h2 className="caption upper" id="guards-title">
        {t('release.guards')}
      </h2>
      {guards.length === 0 ? (
        <Text c="dimmed" size="sm" mt={4}>
          {t('release.guardsNone')}
        </Text>
      ) : (
        <>
          <table className="rows guards">
            <thead>
              <tr>
                <th scope="col">{t('release.guardHead.guard')}</th>
                <th scope="col" className="n">
                  {state === 'watching' ? t('release.guardHead.watched') : t('release.guardHead.beta')}
                </th>
                <th scope="col" className="n wide">
                  {t('release.guardHead.stable')}
                </th>
                <th scope="col" className="n">
                  {t('release.guardHead.limit')}
                </th>
                <th scope="col" className="n wide">
                  {t('release.guardHead.n')}
                </th>
                <th scope="col">{t('release.guardHead.verdict')}</th>
                <th scope="col" className="wide">
                  {t('release.guardHead.since')}
                </th>
              </tr>
            </thead>
            <tbody>
              {guards.map((guard) => (
                <Row key={guard.id} guard={guard} status={status} />
              ))}
            </tbody>
          </table>
          <details className="about">
            <summary>{t('release.guardsAbout')}</summary>
            <dl className="facts">
              {guards.map(({ id }) => (
                <div key={id}>
                  <dt>{t(`release.guard.${id}.name`)}</dt>
                  <dd>{t(`release.guard.${id}.about`)}</dd>
                </div>
              ))}
            </dl>
          </details>
        </>
      )}
    </section>
  );
}
