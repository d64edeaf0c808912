import { useHotkeys } from '@mantine/hooks';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation, Turn } from '../../../core/contract/models.ts';
import { PageHead } from '../../app/PageHead.tsx';
import { useChatActions } from '../../app/useChatActions.tsx';
import { useStore } from '../../shared/createStore.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { pointerSwitch } from '../../shared/pointerSwitch.ts';
import { useServices, useVersions } from '../../shared/services.tsx';
import { type OpenSource, SourceViewer, useSourceBeside } from '../../shared/source/SourceViewer.tsx';
import { accentOf } from '../../shared/versionLabel.ts';
import { Waiting } from '../../shared/Waiting.tsx';
import { BetaBanner } from './BetaBanner.tsx';
import { ChatMenu } from './ChatMenu.tsx';
import { Composer } from './Composer.tsx';
import { Conversation } from './Conversation.tsx';
import { EmptyChat } from './EmptyChat.tsx';
import { StillReading } from './StillReading.tsx';
import { useChat } from './useChat.ts';
import { useStickToBottom } from './useStickToBottom.ts';
import { useStopKey } from './useStopKey.ts';
import { VersionSwitch } from './VersionSwitch.tsx';

/** Questions and answers; beside them the source of a citation. `id` is null for a new chat. */
export function ChatPage({ id }: { id: string | null }) {
  const { t } = useTranslation();
  const { asking } = useServices();
  const { stable, beta } = useVersions();
  const { query, chat, pointer, setFirstPointer, busy, restored, ask, stop } = useChat(id);
  const { setPointer } = useChatActions();
  const { scroller, content, toEnd } = useStickToBottom();
  const beside = useSourceBeside();
  const [source, setSource] = useState<OpenSource | null>(null);
  const [commenting, setCommenting] = useState<string | null>(null);
  const liveQuestion = useStore(asking.store, (all) => (id ? (all[id]?.question ?? null) : null));

  const history = chat?.history ?? [];
  const shown = beta ? pointer : 'stable';
  const changePointer = useCallback(
    (next: 'stable' | 'beta') => {
      if (id) setPointer.mutate({ id, pointer: next });
      else setFirstPointer(next);
    },
    [id, setPointer.mutate, setFirstPointer],
  );
  const toggle = useCallback(() => {
    if (beta) changePointer(shown === 'stable' ? 'beta' : 'stable');
  }, [beta, shown, changePointer]);

  useEffect(() => pointerSwitch.register(toggle), [toggle]);
  useHotkeys([['mod+shift+E', toggle]], []);
  useStopKey(busy, stop);

  const send = (question: string, version?: string) => {
    toEnd();
    void ask(question, version);
  };
  const open = (turn: Turn, citation: Citation) =>
    setSource({ answerId: turn.answerId, citation, accent: accentOf(turn.pointer) });

  const last = history.at(-1);
  const rateable = history.findLast((turn) => turn.state !== 'running');
  const title = chat?.title || liveQuestion || (id ? t('chat.untitled') : t('nav.newChat'));
  const empty = history.length === 0 && liveQuestion === null;

  return (
    <>
      <PageHead title={title}>
        <VersionSwitch stable={stable} beta={beta} value={shown} onChange={changePointer} />
        {chat && <ChatMenu chat={chat} />}
      </PageHead>
      {beta && shown === 'beta' && (
        <BetaBanner
          beta={beta}
          onFeedback={rateable ? () => setCommenting(rateable.answerId) : null}
          onBack={() => changePointer('stable')}
        />
      )}
      <div className="columns" data-source={(source && beside) || undefined}>
        <div className="conversation">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard. */}
          <section className="scroll" ref={scroller} tabIndex={0} aria-label={t('chat.conversation')}>
            <div className="talk" ref={content}>
              {query.isError && <ProblemNote error={query.error} onRetry={() => query.refetch()} />}
              {id && query.isPending && <Waiting label={t('chat.opening')} />}
              {empty && !query.isError && (!id || query.isSuccess) && <EmptyChat onAsk={send} />}
              {id && (
                <Conversation
                  chat={id}
                  history={history}
                  hasBeta={beta !== null}
                  stableId={stable?.id ?? null}
                  source={source}
                  commenting={commenting}
                  onCommenting={setCommenting}
                  onOpen={open}
                  onAsk={send}
                />
              )}
            </div>
          </section>
          <StillReading />
          <Composer
            chat={id}
            lastQuestion={liveQuestion ?? last?.question ?? null}
            busy={busy}
            restored={restored}
            onSend={send}
            onStop={stop}
          />
        </div>
        {source && <SourceViewer source={source} beside={beside} onClose={() => setSource(null)} />}
      </div>
    </>
  );
}
