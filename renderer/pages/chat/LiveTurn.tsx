import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AnswerText } from '../../shared/AnswerText.tsx';
import type { Live } from '../../shared/asking.ts';
import { ProblemNote } from '../../shared/Problem.tsx';
import { VersionTag } from '../../shared/VersionTag.tsx';
import { accentOf } from '../../shared/versionLabel.ts';
import { Waiting } from '../../shared/Waiting.tsx';

const NONE: never[] = [];
const ignore = () => {};

/** The answer that is being written. Its last line is as high as the one that will replace it, so nothing jumps. */
export function LiveTurn({ live, onRetry }: { live: Live; onRetry: () => void }) {
  const { t } = useTranslation();
  const step =
    live.state === 'stopping'
      ? t('answer.stopping')
      : live.hits === null
        ? t('answer.searching')
        : live.text === ''
          ? t('answer.reading', { count: live.hits })
          : t('answer.writing');
  return (
    <>
      <p className="question" data-testid="question">
        {live.question}
      </p>
      <article
        className="answer"
        data-accent={accentOf(live.pointer)}
        data-testid="answer"
        data-state={live.state === 'failed' ? 'failed' : 'running'}
        aria-label={t('answer.label')}
        aria-busy={live.state !== 'failed'}
      >
        <AnswerText text={live.text} sentences={NONE} citations={NONE} onOpen={ignore} />
        {live.state === 'failed' ? (
          <ProblemNote compact error={live.error} onRetry={onRetry} />
        ) : (
          <div className="meta">
            {live.version && <VersionTag id={live.version} pointer={live.pointer} />}
            <Waiting label={step} />
          </div>
        )}
      </article>
    </>
  );
}

/** Says once that an answer is coming and once what it is; a word at a time would drown a listener. */
export function Announcer({ live, finished }: { live: Live | null; finished: string | null }) {
  const { t } = useTranslation();
  const text = live && live.state !== 'failed' ? t('answer.announce') : finished;
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  );
}
