import { Button, Text, VisuallyHidden } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Turn } from '../../../core/contract/models.ts';
import { PageHead } from '../../app/PageHead.tsx';
import { go } from '../../app/routes.ts';
import type { SideName } from '../../shared/comparing.ts';
import { useStore } from '../../shared/createStore.ts';
import { keys } from '../../shared/keys.ts';
import { notifyProblem } from '../../shared/notifyProblem.tsx';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useLibrary, useServices, useVersions } from '../../shared/services.tsx';
import { type OpenSource, SourceViewer } from '../../shared/source/SourceViewer.tsx';
import { useStopKey } from '../chat/useStopKey.ts';
import { AskBoth } from './AskBoth.tsx';
import { BlindSwitch } from './BlindSwitch.tsx';
import { drawLeft, isHidden, shownSides } from './blindness.ts';
import { DifferenceSummary } from './DifferenceSummary.tsx';
import { Pane } from './Pane.tsx';
import { VoteBar } from './VoteBar.tsx';

/** Goes on in the comparison's chat with the version whose answer was chosen. */
function useContinue() {
  const { client } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ turn, side }: { turn: Turn; side: SideName }) =>
      client.chats.setPointer({ id: turn.chat, pointer: side }),
    onSuccess: (chat) => {
      void cache.invalidateQueries({ queryKey: keys.allChats });
      void cache.invalidateQueries({ queryKey: keys.chat(chat.id) });
      go('chat', chat.id);
    },
    onError: notifyProblem,
  });
}

/** One question, both versions at once; blind on request. */
export function ComparePage() {
  const { t } = useTranslation();
  const { comparing } = useServices();
  const library = useLibrary()?.id;
  const { stable, beta, query } = useVersions();
  const comparison = useStore(comparing.store, (now) => now);
  const [blind, setBlind] = useLocalStorage({
    key: 'tandem-blind',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [marking, setMarking] = useState(false);
  const [source, setSource] = useState<OpenSource | null>(null);
  const goOn = useContinue();
  const busy = comparison?.state === 'asking';
  useStopKey(busy, comparing.stop);
  const ask = (question: string) => {
    setSource(null);
    void comparing.ask(question, library, blind ? drawLeft() : undefined);
  };
  const switchBlind = (on: boolean) => {
    setBlind(on);
    // Whoever wants to see the names now gets them, and with them no vote.
    if (!on) comparing.reveal(null);
  };

  if (query.isSuccess && !beta)
    return (
      <>
        <PageHead title={t('nav.compare')} />
        <div className="body">
          <Text c="dimmed">{t('compare.noBeta')}</Text>
        </div>
      </>
    );

  const hidden = comparison !== null && isHidden(comparison);
  const chat = comparison?.sides.stable.turn?.chat ?? comparison?.sides.beta.turn?.chat;
  const differences = marking ? (comparison?.differences ?? null) : null;
  const sides = shownSides(comparison?.showing.left ?? 'stable');
  return (
    <>
      <PageHead title={t('nav.compare')}>
        <BlindSwitch value={blind} onChange={switchBlind} />
        {chat && !busy && !hidden && (
          <Button className="wide" onClick={() => go('chat', chat)} data-testid="open-as-chat">
            {t('compare.open')}
          </Button>
        )}
        {comparison?.differences && (
          <Button
            aria-pressed={marking}
            variant={marking ? 'filled' : 'default'}
            onClick={() => setMarking(!marking)}
            data-testid="word-differences"
          >
            {t('compare.differences')}
          </Button>
        )}
      </PageHead>
      {comparison && (
        <div className="compared">
          <p className="question" style={{ alignSelf: 'flex-start', maxWidth: '100%' }} data-testid="compare-question">
            {comparison.question}
          </p>
          {comparison.state === 'stopped' && (
            <Text size="sm" c="dimmed">
              {t('compare.stopped')}
            </Text>
          )}
          {comparison.state === 'failed' && (
            <ProblemNote compact error={comparison.error} onRetry={() => ask(comparison.question)} />
          )}
          {differences && (
            <DifferenceSummary differences={differences} sides={comparison.sides} order={sides} hidden={hidden} />
          )}
        </div>
      )}
      <VisuallyHidden role="status">
        {busy ? t('answer.announce') : comparison?.state === 'finished' ? t('compare.finished') : null}
      </VisuallyHidden>
      {comparison ? (
        <div className="panes">
          {sides.map((name, index) => (
            <Pane
              key={index}
              name={name}
              number={index + 1}
              hidden={hidden}
              side={comparison.sides[name]}
              installed={name === 'stable' ? stable : beta}
              running={busy}
              differences={differences}
              source={source}
              onOpen={setSource}
              onUse={(turn) => goOn.mutate({ turn, side: name })}
            />
          ))}
        </div>
      ) : (
        <div className="body" style={{ display: 'grid', placeItems: 'center' }}>
          <Text c="dimmed" ta="center" maw={420}>
            {blind ? t('compare.blindEmpty') : t('compare.empty')}
          </Text>
        </div>
      )}
      {comparison && <VoteBar comparison={comparison} />}
      <AskBoth busy={busy} leave={blind} onAsk={ask} onStop={comparing.stop} />
      {source && (
        <SourceViewer
          source={hidden ? { ...source, accent: 'plain' } : source}
          beside={false}
          onClose={() => setSource(null)}
        />
      )}
    </>
  );
}
