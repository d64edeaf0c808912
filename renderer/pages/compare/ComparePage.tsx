import { ActionIcon, Button, Group, Text, Textarea, VisuallyHidden } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../../app/PageHead.tsx';
import { go } from '../../app/routes.ts';
import { useStore } from '../../shared/createStore.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { useLibrary, useServices, useVersions } from '../../shared/services.tsx';
import { type OpenSource, SourceViewer } from '../../shared/source/SourceViewer.tsx';
import { useStopKey } from '../chat/useStopKey.ts';
import { DifferenceSummary } from './DifferenceSummary.tsx';
import { Pane } from './Pane.tsx';

function AskBoth({ busy, onAsk, onStop }: { busy: boolean; onAsk: (question: string) => void; onStop: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) box.current?.focus();
  }, []);
  const send = () => {
    const question = text.trim();
    if (question === '' || busy) return;
    setText('');
    onAsk(question);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="ask"
      style={{ marginTop: 14 }}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Group gap="sm" align="flex-end" wrap="nowrap">
        <Textarea
          ref={box}
          flex={1}
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={6}
          maxLength={20_000}
          value={text}
          placeholder={t('compare.ask')}
          aria-label={t('compare.ask')}
          data-testid="compare-box"
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {busy ? (
          <Button size="xs" onClick={onStop} data-testid="compare-stop">
            {t('chat.stop')}
          </Button>
        ) : (
          <ActionIcon
            variant="filled"
            radius="xl"
            type="submit"
            className="send"
            aria-label={t('compare.send')}
            data-testid="compare-send"
            disabled={text.trim() === ''}
          >
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </form>
  );
}

/** One question, both versions at once. */
export function ComparePage() {
  const { t } = useTranslation();
  const { comparing } = useServices();
  const library = useLibrary()?.id;
  const { stable, beta, query } = useVersions();
  const comparison = useStore(comparing.store, (now) => now);
  const [showing, setShowing] = useState(false);
  const [source, setSource] = useState<OpenSource | null>(null);
  const busy = comparison?.state === 'asking';
  useStopKey(busy, comparing.stop);
  const ask = (question: string) => void comparing.ask(question, library);

  if (query.isSuccess && !beta)
    return (
      <>
        <PageHead title={t('nav.compare')} />
        <div className="body">
          <Text c="dimmed">{t('compare.noBeta')}</Text>
        </div>
      </>
    );

  const chat = comparison?.sides.stable.turn?.chat ?? comparison?.sides.beta.turn?.chat;
  const differences = showing ? (comparison?.differences ?? null) : null;
  return (
    <>
      <PageHead title={t('nav.compare')}>
        {chat && !busy && (
          <Button className="wide" onClick={() => go('chat', chat)} data-testid="open-as-chat">
            {t('compare.open')}
          </Button>
        )}
        {comparison?.differences && (
          <Button
            aria-pressed={showing}
            variant={showing ? 'filled' : 'default'}
            onClick={() => setShowing(!showing)}
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
          {differences && <DifferenceSummary differences={differences} sides={comparison.sides} />}
        </div>
      )}
      <VisuallyHidden role="status">
        {busy ? t('answer.announce') : comparison?.state === 'finished' ? t('compare.finished') : null}
      </VisuallyHidden>
      {comparison ? (
        <div className="panes">
          {(['stable', 'beta'] as const).map((name) => (
            <Pane
              key={name}
              name={name}
              side={comparison.sides[name]}
              installed={name === 'stable' ? stable : beta}
              running={busy}
              differences={differences}
              source={source}
              onOpen={setSource}
            />
          ))}
        </div>
      ) : (
        <div className="body" style={{ display: 'grid', placeItems: 'center' }}>
          <Text c="dimmed" ta="center" maw={420}>
            {t('compare.empty')}
          </Text>
        </div>
      )}
      <AskBoth busy={busy} onAsk={ask} onStop={comparing.stop} />
      {source && <SourceViewer source={source} beside={false} onClose={() => setSource(null)} />}
    </>
  );
}
