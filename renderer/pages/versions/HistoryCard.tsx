import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../shared/format.ts';
import { keys } from '../../shared/keys.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { Waiting } from '../../shared/Waiting.tsx';
import { type RolloutStory, rolloutStories } from './rolloutHistory.ts';
import { LOOK_EVERY_MS } from './useRelease.ts';
import { useReleaseWords } from './useReleaseWords.ts';

const LISTED = 500;

/** The newest rows of the audit log, shared by everything on the page that tells what happened. */
export function useAudit() {
  const { client } = useServices();
  return useQuery({
    queryKey: keys.audit,
    queryFn: ({ signal }) => client.audit.list({ limit: LISTED }, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useWhat() {
  const { t, i18n } = useTranslation();
  return (what: string): string =>
    i18n.exists(`release.what.${what}`) ? t(`release.what.${what as 'install'}`) : what;
}

function Story({ story }: { story: RolloutStory }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useReleaseWords();
  const what = useWhat();
  return (
    <tr data-testid="story">
      <th scope="row">{words.version(story.version)}</th>
      <td className="wide">{format.dateTime(story.startedAt)}</td>
      <td className="words">{words.stateOrText(story.state)}</td>
      <td>
        {words.why(story.why)}
        <details className="about">
          <summary>{t('release.steps', { count: story.moves.length })}</summary>
          <ol className="moves">
            {story.moves.map((move, index) => (
              <li key={index}>
                <Text span size="xs" c="dimmed">
                  {format.dateTime(move.at)}
                </Text>{' '}
                {what(move.what)} · {words.why(move.why)}
              </li>
            ))}
          </ol>
        </details>
      </td>
    </tr>
  );
}

/** Every try at a release with the state it ended in and the reason given. */
export function HistoryCard() {
  const { t } = useTranslation();
  const audit = useAudit();
  const stories = rolloutStories(audit.data ?? []);
  return (
    <section className="card" aria-labelledby="history-title" data-testid="history">
      <h2 className="caption upper" id="history-title">
        {t('release.history')}
      </h2>
      {audit.isError && <ProblemNote compact error={audit.error} onRetry={() => audit.refetch()} />}
      {audit.isPending && <Waiting label={t('release.auditLoading')} />}
      {audit.isSuccess &&
        (stories.length === 0 ? (
          <Text c="dimmed" size="sm">
            {t('release.historyNone')}
          </Text>
        ) : (
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">{t('release.historyHead.version')}</th>
                <th scope="col" className="wide">
                  {t('release.historyHead.began')}
                </th>
                <th scope="col">{t('release.historyHead.state')}</th>
                <th scope="col">{t('release.historyHead.why')}</th>
              </tr>
            </thead>
            <tbody>
              {stories.map((story) => (
                <Story key={`${story.version} ${story.startedAt}`} story={story} />
              ))}
            </tbody>
          </table>
        ))}
    </section>
  );
}
