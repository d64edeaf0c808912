import { Button, Text, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation, Difference, InstalledVersion, Turn } from '../../../core/contract/models.ts';
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
  /** Place on the page, from 1. */
  number: number;
  /** Nothing here may say whose answer it is: no name, no colour, no time, and no words before both are complete. */
  hidden: boolean;
  side: Side;
  installed: InstalledVersion | null;
  running: boolean;
  differences: Difference | null;
  source: OpenSource | null;
  onOpen: (source: OpenSource) => void;
  /** Goes on with this answer in its chat. */
  onUse: (turn: Turn) => void;
}

/** One version's answer, with its sources below. */
export function Pane({ name, number, hidden, side, installed, running, differences, source, onOpen, onUse }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = useSourceLabel();
  const turn = hidden && running ? null : side.turn;
  const marks = useMemo(
    () => (turn && differences ? differenceMarks(turn.answer, differences.words, name) : NONE),
    [turn, differences, name],
  );
  const open = (citation: Citation) =>
    turn && onOpen({ answerId: turn.answerId, citation, accent: hidden ? 'plain' : name });
  const id = side.version ?? installed?.id;
  const facts = turn
    ? [
        ...(hidden ? [] : [format.took(turn.timings.total)]),
        t('compare.sources', { count: turn.citations.length }),
      ].join(' · ')
    : null;
  const waiting = hidden ? t('compare.both') : side.hits === null ? t('answer.searching') : t('answer.writing');
  const answer = t('compare.answer', { number });
  return (
    <section
      className="pane answer"
      data-accent={hidden ? 'plain' : name}
      data-blind={hidden || undefined}
      data-testid={hidden ? `pane-${number}` : `pane-${name}`}
      aria-busy={running && !turn}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard.
      tabIndex={0}
      aria-label={hidden ? answer : t(`versions.pointer.${name}`)}
    >
      <h2 style={{ margin: '0 0 12px', fontSize: 13 }}>
        {hidden ? answer : id && <VersionTag id={id} pointer={name} />}
        {facts && (
          <Text span inherit c="dimmed" fw={400}>
            {' '}
            · {facts}
          </Text>
        )}
      </h2>
      <AnswerText
        text={hidden && running ? '' : side.text}
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
      {turn && !hidden && !running && (
        <Button
          size="xs"
          mt="sm"
          onClick={() => onUse(turn)}
          aria-label={t('compare.useNamed', { number })}
          data-testid={`use-${name}`}
        >
          {t('compare.use')}
        </Button>
      )}
    </section>
  );
}
