import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation, Turn } from '../../../core/contract/models.ts';
import { useStore } from '../../shared/createStore.ts';
import { useServices } from '../../shared/services.tsx';
import type { OpenSource } from '../../shared/source/SourceViewer.tsx';
import { DetailsDrawer } from './DetailsDrawer.tsx';
import { Announcer, LiveTurn } from './LiveTurn.tsx';
import { TurnView } from './TurnView.tsx';

interface Props {
  chat: string;
  history: Turn[];
  hasBeta: boolean;
  stableId: string | null;
  source: OpenSource | null;
  commenting: string | null;
  onCommenting: (answerId: string | null) => void;
  onOpen: (turn: Turn, citation: Citation) => void;
  onAsk: (question: string, version?: string) => void;
}

/** The live answer watches the stream by itself, so that a token redraws nothing but its own paragraph. */
function LiveSlot({ chat, onRetry }: { chat: string; onRetry: (question: string, version?: string) => void }) {
  const { asking } = useServices();
  const live = useStore(asking.store, (all) => all[chat]);
  return live ? <LiveTurn live={live} onRetry={() => onRetry(live.question, live.asked ?? undefined)} /> : null;
}

function LiveAnnouncer({ chat, last }: { chat: string; last: Turn | undefined }) {
  const { t } = useTranslation();
  const { asking } = useServices();
  const live = useStore(asking.store, (all) => all[chat]);
  // What was there when the chat was opened has been read before.
  const [known] = useState(last?.answerId);
  const finished = last && last.answerId !== known ? t('answer.announced', { text: last.answer }) : null;
  return <Announcer live={live ?? null} finished={finished} />;
}

/** All turns of a chat, the one being written last. */
export function Conversation(props: Props) {
  const { chat, history, hasBeta, stableId, source, commenting } = props;
  const { asking } = useServices();
  const [details, setDetails] = useState<Turn | null>(null);
  const liveId = useStore(asking.store, (all) => all[chat]?.answerId ?? null);
  const busy = useStore(asking.store, (all) => {
    const state = all[chat]?.state;
    return state === 'asking' || state === 'stopping';
  });
  const turns = history.filter((turn) => turn.answerId !== liveId);
  return (
    <>
      {turns.map((turn) => {
        const other = !hasBeta ? null : turn.version === stableId ? 'beta' : 'stable';
        return (
          <TurnView
            key={turn.answerId}
            turn={turn}
            openCitation={source?.answerId === turn.answerId ? source.citation.n : null}
            onOpen={props.onOpen}
            actions={{
              other,
              busy,
              onRegenerate: () => props.onAsk(turn.question, turn.version),
              onAskOther: () => other && props.onAsk(turn.question, other),
              onDetails: () => setDetails(turn),
              commenting: commenting === turn.answerId,
              onCommenting: (open) => props.onCommenting(open ? turn.answerId : null),
            }}
          />
        );
      })}
      <LiveSlot chat={chat} onRetry={props.onAsk} />
      <LiveAnnouncer chat={chat} last={turns.at(-1)} />
      <DetailsDrawer turn={details} onClose={() => setDetails(null)} />
    </>
  );
}
