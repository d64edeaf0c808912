import { VisuallyHidden } from '@mantine/core';
import { Fragment, memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerSentence, Citation } from '../../core/contract/models.ts';
import { CitationChip } from './CitationChip.tsx';
import { inlineMarkup } from './inlineMarkup.ts';
import { type Range, type Segment, splitAnswer } from './splitAnswer.ts';
import { splitTail } from './splitTail.ts';

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

const tags = { strong: 'strong', code: 'code' } as const;

function Markup({ text }: { text: string }) {
  return inlineMarkup(text).map((part, index) => {
    if (part.kind === 'plain') return part.text;
    const Tag = tags[part.kind];
    return <Tag key={index}>{part.text}</Tag>;
  });
}

function Words({ segment, text: words, quiet }: { segment: Segment; text: string; quiet?: boolean }) {
  const { t } = useTranslation();
  if (words === '') return null;
  const shown = <Markup text={words} />;
  const text = segment.marked ? <ins>{shown}</ins> : shown;
  if (segment.supported || words.trim() === '') return text;
  return (
    <>
      <span className="weak" title={t('answer.unsupported')}>
        {text}
      </span>
      {!quiet && <VisuallyHidden> ({t('answer.unsupported')}) </VisuallyHidden>}
    </>
  );
}

/** The end of a sentence and its chips stay on one line. */
function Cited({
  segment,
  citations,
  open,
  onOpen,
}: {
  segment: Segment;
  citations: Citation[];
  open: number | null;
  onOpen: (citation: Citation) => void;
}) {
  const { head, tail } = splitTail(segment.text);
  return (
    <>
      <Words segment={segment} text={head} quiet />
      <span className="cited">
        <Words segment={segment} text={tail} />
        {segment.citations.map((number) => {
          const citation = citations.find((one) => one.n === number);
          return citation && <CitationChip key={number} citation={citation} open={open === number} onOpen={onOpen} />;
        })}
      </span>
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
          {segment.citations.length === 0 ? (
            <Words segment={segment} text={segment.text} />
          ) : (
            <Cited segment={segment} citations={citations} open={open ?? null} onOpen={onOpen} />
          )}
        </Fragment>
      ))}
    </p>
  ));
});
