import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AppError, isErrorCode } from '../../../core/contract/errors.ts';
import type { Citation, Turn } from '../../../core/contract/models.ts';
import { AnswerText } from '../../shared/AnswerText.tsx';
import { ProblemNote } from '../../shared/Problem.tsx';
import { accentOf } from '../../shared/versionLabel.ts';
import { Waiting } from '../../shared/Waiting.tsx';
import { type AnswerActions, AnswerMeta } from './AnswerMeta.tsx';

interface Props {
  turn: Turn;
  openCitation: number | null;
  actions: AnswerActions;
  onOpen: (turn: Turn, citation: Citation) => void;
}

function Notice({ code }: { code: string }) {
  const { t } = useTranslation();
  return (
    <Alert variant="default" p="xs" mb={8} data-testid="notice">
      <Text size="sm">
        {t('common.sentences', {
          first: isErrorCode(code) ? t(`errors.${code}.what`) : code,
          second: t('answer.fallback'),
        })}
      </Text>
    </Alert>
  );
}

/** One question with its stored answer. */
export function TurnView({ turn, openCitation, actions, onOpen }: Props) {
  const { t } = useTranslation();
  const weak = turn.sentences.some((sentence) => !sentence.supported);
  return (
    <>
      <p className="question" data-testid="question">
        {turn.question}
      </p>
      <article
        className="answer"
        data-accent={accentOf(turn.pointer)}
        data-testid="answer"
        data-answer={turn.answerId}
        data-state={turn.state}
        aria-label={t('answer.label')}
      >
        {turn.notice && <Notice code={turn.notice} />}
        <AnswerText
          text={turn.answer}
          sentences={turn.sentences}
          citations={turn.citations}
          open={openCitation}
          onOpen={(citation) => onOpen(turn, citation)}
        />
        {turn.state === 'running' && <Waiting label={t('answer.stillRunning')} />}
        {turn.state === 'stopped' && (
          <Text size="sm" c="dimmed" mb={4}>
            {t('answer.stopped')}
          </Text>
        )}
        {turn.state === 'failed' && (
          <ProblemNote
            compact
            error={new AppError(isErrorCode(turn.code) ? turn.code : 'internal')}
            onRetry={actions.busy ? undefined : actions.onRegenerate}
          />
        )}
        {weak && (
          <Text size="xs" c="dimmed" mb={2}>
            <span className="weak" aria-hidden>
              {t('answer.weakSign')}
            </span>{' '}
            {t('answer.weakNote')}
          </Text>
        )}
        {turn.state !== 'running' && <AnswerMeta turn={turn} actions={actions} />}
      </article>
    </>
  );
}
