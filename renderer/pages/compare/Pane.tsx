import { Text, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation, Difference, InstalledVersion } from '../../../core/contract/models.ts';
import { AnswerText } from '../../shared/AnswerText.tsx';
import { useSourceLabel } from '../../shared/CitationChip.tsx';
import type { Side, SideName } from '../../shared/comparing.ts';
import { differenceMarks } from '../../shared/differenceMarks.ts';
import { useFormat } from '../../shared/format.ts';
import type { OpenSource } from '../../shared/source/SourceViewer.tsx';
import { VersionTag } from '../../shared/VersionTag.tsx';
import { Waiting } from '../../shared/Waiting.tsx';

const NONE: never[] = [];

interface Props {
  name: SideName;
  side: Side;
  installed: InstalledVersion | null;
  running: boolean;
  differences: Difference | null;
  source: OpenSource | null;
  onOpen: (source: OpenSource) => void;
}

/** One version's answer, with its sources below. */
export function Pane({ name, side, installed, running, differences, source, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useSourceLabel();
  const { turn } = side;
  const marks = useMemo(
    () => (turn && differences ? differenceMarks(turn.answer, differences.words, name) : NONE),
    [turn, differences, name],
  );
  const open = (citation: Citation) => turn && onOpen({ answerId: turn.answerId, citation, accent: name });
  const id = side.version ?? installed?.id;
  const facts = turn
    ? [format.took(turn.timings.total), t('compare.sources', { count: turn.citations.length })].join(' · ')
    : null;
  const waiting = side.hits === null ? t('answer.searching') : t('answer.writing');
  return (
    <section
      className="pane answer"
      data-accent={name}
      data-testid={`pane-${name}`}
      aria-busy={running && !turn}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard.
      tabIndex={0}
      aria-label={t(`versions.pointer.${name}`)}
    >
      <h2 style={{ margin: '0 0 12px', fontSize: 13 }}>
        {id && <VersionTag id={id} pointer={name} />}
        {facts && (
          <Text span inherit c="dimmed" fw={400}>
            {' '}
            · {facts}
          </Text>
        )}
      </h2>
      <AnswerText
        text={side.text}
        sentences={turn?.sentences ?? NONE}
        citations={turn?.citations ?? NONE}
        marks={marks}
        open={source && turn && source.answerId === turn.answerId ? source.citation.n : null}
        onOpen={open}
      />
      {running && !turn && <Waiting label={waiting} />}
      {turn && turn.citations.length > 0 && (
        <ul className="sources">
          {turn.citations.map((citation) => (
            <li key={citation.n}>
              <UnstyledButton component="button" fz="sm" c="dimmed" onClick={() => open(citation)}>
                {citation.n}. {label(citation)}
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
