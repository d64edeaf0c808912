import { Accordion, Drawer, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Turn } from '../../../core/contract/models.ts';
import { useSourceLabel } from '../../shared/CitationChip.tsx';
import { useFormat } from '../../shared/format.ts';
import { keys } from '../../shared/keys.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useServices } from '../../shared/services.tsx';
import { VersionTag } from '../../shared/VersionTag.tsx';
import { accentOf } from '../../shared/versionLabel.ts';
import { Waiting } from '../../shared/Waiting.tsx';
import { stageBars } from './stageBars.ts';

function Stages({ turn }: { turn: Turn }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('details.stage')}</th>
          <th scope="col" className="n">
            {t('details.time')}
          </th>
          <th scope="col" style={{ width: '45%' }} aria-hidden />
        </tr>
      </thead>
      <tbody>
        {stageBars(turn.timings).map((bar) => (
          <tr key={bar.stage}>
            <td>{t(`details.stages.${bar.stage}`)}</td>
            <td className="n">{format.stage(bar.ms)}</td>
            <td aria-hidden>
              <div className="bar" style={{ marginTop: 6 }}>
                <i style={{ left: `${bar.from * 100}%`, width: `${bar.share * 100}%` }} />
              </div>
            </td>
          </tr>
        ))}
        {turn.timings.firstToken !== null && (
          <tr>
            <td>{t('details.stages.firstToken')}</td>
            <td className="n">{format.stage(turn.timings.firstToken)}</td>
            <td />
          </tr>
        )}
        <tr>
          <td>
            <b>{t('details.total')}</b>
          </td>
          <td className="n">
            <b>{format.stage(turn.timings.total)}</b>
          </td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}

function Contents({ turn }: { turn: Turn }) {
  const { t } = useTranslation();
  const format = useFormat();
  const source = useSourceLabel();
  const { client } = useServices();
  const details = useQuery({
    queryKey: keys.details(turn.answerId),
    queryFn: ({ signal }) => client.answers.details({ id: turn.answerId }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div data-accent={accentOf(turn.pointer)} data-testid="details-drawer">
      <Text mb="xs">
        <VersionTag id={turn.version} pointer={turn.pointer} />{' '}
        <Text span c="dimmed" size="sm">
          {t(`details.reason.${turn.reason}`)} · {format.dateTime(turn.askedAt)}
          {turn.tokens > 0 && ` · ${t('details.tokens', { count: turn.tokens })}`}
        </Text>
      </Text>
      <h2 className="caption">{t('details.times')}</h2>
      <Stages turn={turn} />
      {details.isError && <ProblemNote error={details.error} onRetry={() => details.refetch()} />}
      {details.isPending && <Waiting label={t('details.loading')} />}
      {details.data && (
        <>
          <h2 className="caption" style={{ marginTop: 18 }}>
            {t('details.retrieved', { count: details.data.retrieved.length })}
          </h2>
          <Accordion variant="default" chevronPosition="left" order={3}>
            {details.data.retrieved.map((hit, index) => (
              <Accordion.Item key={`${hit.chunk}-${hit.start}`} value={String(index)}>
                <Accordion.Control>
                  <span style={{ display: 'flex', gap: 12, justifyContent: 'space-between' }}>
                    <Text span size="sm" truncate>
                      {source(hit)}
                    </Text>
                    <Text span size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
                      {format.decimal(hit.score, 3)}
                    </Text>
                  </span>
                </Accordion.Control>
                <Accordion.Panel>
                  {hit.heading && (
                    <Text size="xs" c="dimmed" mb={4}>
                      {hit.heading}
                    </Text>
                  )}
                  <pre className="code">{hit.text}</pre>
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
          <h2 className="caption" style={{ margin: '18px 0 6px' }}>
            {t('details.prompt')}
          </h2>
          {details.data.prompt ? (
            <pre className="code" data-testid="prompt">
              {details.data.prompt}
            </pre>
          ) : (
            <Text size="sm" c="dimmed">
              {t('details.noPrompt')}
            </Text>
          )}
          {details.data.fingerprint && (
            <>
              <h2 className="caption" style={{ margin: '18px 0 6px' }}>
                {t('versions.fingerprint')}
              </h2>
              <Text size="xs" ff="monospace" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {details.data.fingerprint}
              </Text>
            </>
          )}
        </>
      )}
    </div>
  );
}

/** How an answer came about: times, passages, and the prompt as the model saw it. */
export function DetailsDrawer({ turn, onClose }: { turn: Turn | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={turn !== null}
      onClose={onClose}
      position="right"
      size="min(520px, 100%)"
      title={t('details.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {turn && <Contents turn={turn} />}
    </Drawer>
  );
}
