import { UnstyledButton } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Turn } from '../../../core/contract/models.ts';
import { answerAsText } from '../../shared/answerAsText.ts';
import { useSourceLabel } from '../../shared/CitationChip.tsx';
import { useFormat } from '../../shared/format.ts';
import { VersionTag } from '../../shared/VersionTag.tsx';
import { CommentPopover } from './CommentPopover.tsx';
import { RatingControls, RatingTags, wantsTags } from './RatingControls.tsx';
import { useRate } from './useRate.ts';

const COPIED_SHOWN_MS = 2000;

export interface AnswerActions {
  /** What the other version is called, or null when only one is installed. */
  other: 'stable' | 'beta' | null;
  busy: boolean;
  onRegenerate: () => void;
  onAskOther: () => void;
  onDetails: () => void;
  commenting: boolean;
  onCommenting: (open: boolean) => void;
}

/** The line under an answer: who gave it and how fast, what the reader thinks of it, and what to do next. */
export function AnswerMeta({ turn, actions }: { turn: Turn; actions: AnswerActions }) {
  const { t } = useTranslation();
  const format = useFormat();
  const source = useSourceLabel();
  const clipboard = useClipboard({ timeout: COPIED_SHOWN_MS });
  const { mutate: rate } = useRate(turn);
  return (
    <>
      <div className="meta">
        <VersionTag id={turn.version} pointer={turn.pointer} />
        <span title={t('answer.took')}>{format.took(turn.timings.total)}</span>
        <RatingControls turn={turn} onRate={rate} />
        <span className="icons">
          <CommentPopover turn={turn} opened={actions.commenting} onOpened={actions.onCommenting} onRate={rate} />
        </span>
        <UnstyledButton
          component="button"
          className="quiet"
          data-testid="copy"
          onClick={() => clipboard.copy(answerAsText(turn, source))}
        >
          {clipboard.copied ? t('answer.copied') : t('answer.copy')}
        </UnstyledButton>
        <UnstyledButton
          component="button"
          className="quiet"
          data-testid="regenerate"
          disabled={actions.busy}
          onClick={actions.onRegenerate}
        >
          {t('answer.regenerate')}
        </UnstyledButton>
        {actions.other && (
          <UnstyledButton
            component="button"
            className="quiet"
            data-testid="ask-other"
            disabled={actions.busy}
            onClick={actions.onAskOther}
          >
            {t(`answer.ask.${actions.other}`)}
          </UnstyledButton>
        )}
        <UnstyledButton component="button" className="quiet" data-testid="details" onClick={actions.onDetails}>
          {t('answer.details')}
        </UnstyledButton>
      </div>
      {wantsTags(turn) && !actions.commenting && <RatingTags turn={turn} onRate={rate} />}
    </>
  );
}
