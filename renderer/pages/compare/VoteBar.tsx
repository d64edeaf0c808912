import { Button, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comparison } from '../../shared/comparing.ts';
import { useFormat } from '../../shared/format.ts';
import { useRelease } from '../versions/useRelease.ts';
import { type Choice, canVote } from './blindness.ts';
import { useCastVote } from './useCastVote.ts';
import { useVoteKeys } from './useVoteKeys.ts';

/** Votes so far and what they show. */
function Tally({ open }: { open: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const guard = useRelease().data?.guards.find(({ id }) => id === 'votes');
  if (!guard?.counts) return null;
  const { wins, losses, ties } = guard.counts;
  const count = wins + losses + ties;
  const text = () => {
    if (count === 0) return t('compare.noVotes');
    const figures = { count, wins: format.number(wins), losses: format.number(losses), ties: format.number(ties) };
    return `${t('compare.tally', figures)} · ${t(`compare.verdict.${guard.verdict}`)}`;
  };
  return (
    <p className="tally" style={{ margin: 0 }} data-testid="tally">
      {text()}
      {open && ` · ${t('compare.keys')}`}
    </p>
  );
}

const choices: readonly Choice[] = [1, 0, 2];

/** Votes on the two answers by click or by key; then says whose was preferred. */
export function VoteBar({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation();
  const bar = useRef<HTMLElement>(null);
  const cast = useCastVote();
  const open = canVote(comparison);
  const vote = (choice: Choice) => {
    if (!cast.isPending) cast.mutate({ comparison, choice });
  };
  useVoteKeys(open, vote);
  // The question box was left when the question was sent; the next thing to do is here.
  useEffect(() => {
    if (open && document.activeElement === document.body) bar.current?.focus();
  }, [open]);
  const { winner } = comparison.showing;
  if (!open && winner === null) return null;
  return (
    <>
      <section className="vote" aria-label={t('compare.vote')} ref={bar} tabIndex={-1} data-testid="vote">
        {open ? (
          choices.map((choice) => (
            <Button
              key={choice}
              disabled={cast.isPending}
              onClick={() => vote(choice)}
              data-testid={`vote-${choice}`}
              leftSection={<kbd>{choice}</kbd>}
            >
              {choice === 0 ? t('compare.equal') : t('compare.better', { number: choice })}
            </Button>
          ))
        ) : (
          <Text fw={600} role="status" data-testid="voted" data-winner={winner}>
            {winner && t(`compare.voted.${winner}`)}
          </Text>
        )}
      </section>
      <Tally open={open} />
    </>
  );
}
