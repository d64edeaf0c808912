import { VisuallyHidden } from '@mantine/core';
import { Fragment, memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerSentence, Citation } from '../../core/contract/models.ts';
import { CitationChip } from './CitationChip.tsx';
import { type Range, type Segment, splitAnswer } from './splitAnswer.ts';

interface Props {
  text: string;
  sentences: AnswerSentence[];
  citations: Citation[];
  /** Number of the citation whose source is open. */
  open?: number | null;
  marks?: Range[];
  onOpen: (citation: Citation) => void;
}

const NO_MARKS: Range[] = [];

function Words({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const text = segment.marked ? <ins>{segment.text}</ins> : segment.text;
  if (segment.supported || segment.text.trim() === '') return text;
  return (
    <>
      <span className="weak" title={t('answer.unsupported')}>
        {text}
      </span>
      <VisuallyHidden> ({t('answer.unsupported')}) </VisuallyHidden>
    </>
  );
}

/** An answer's sentences with their citations. Without sentences it is plain text, as while it streams. */
export const AnswerText = memo(function AnswerText({ text, sentences, citations, open, marks, onOpen }: Props) {
  const paragraphs = useMemo(() => splitAnswer(text, sentences, marks ?? NO_MARKS), [text, sentences, marks]);
  return paragraphs.map((segments, index) => (
    <p key={index}>
      {segments.map((segment, place) => (
        <Fragment key={place}>
          <Words segment={segment} />
          {segment.citations.map((number) => {
            const citation = citations.find((one) => one.n === number);
            return citation && <CitationChip key={number} citation={citation} open={open === number} onOpen={onOpen} />;
          })}
        </Fragment>
      ))}
    </p>
  ));
});
