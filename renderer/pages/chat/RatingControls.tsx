import { UnstyledButton } from '@mantine/core';
import {
  IconStar,
  IconStarFilled,
  IconThumbDown,
  IconThumbDownFilled,
  IconThumbUp,
  IconThumbUpFilled,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RatingTag, Turn } from '../../../core/contract/models.ts';
import type { RatingChange } from './useRate.ts';

const STARS = [1, 2, 3, 4, 5];
/** Up to this many stars something was wrong, so the reasons are offered. */
const FEW_STARS = 3;

const ratingTags = [
  'wrong',
  'incomplete',
  'no-source',
  'too-long',
  'too-slow',
  'language',
] as const satisfies readonly RatingTag[];

interface Props {
  turn: Turn;
  onRate: (change: RatingChange) => void;
}

/** Thumbs and stars. Pressing what is set clears it. */
export function RatingControls({ turn, onRate }: Props) {
  const { t } = useTranslation();
  const thumb = turn.rating?.thumb ?? null;
  const stars = turn.rating?.stars ?? 0;
  const Up = thumb === 'up' ? IconThumbUpFilled : IconThumbUp;
  const Down = thumb === 'down' ? IconThumbDownFilled : IconThumbDown;
  return (
    <>
      <span className="icons">
        <UnstyledButton
          component="button"
          aria-pressed={thumb === 'up'}
          aria-label={t('rating.up')}
          title={t('rating.up')}
          data-testid="thumb-up"
          onClick={() => onRate({ thumb: thumb === 'up' ? null : 'up' })}
        >
          <Up size={16} aria-hidden />
        </UnstyledButton>
        <UnstyledButton
          component="button"
          aria-pressed={thumb === 'down'}
          aria-label={t('rating.down')}
          title={t('rating.down')}
          data-testid="thumb-down"
          onClick={() => onRate({ thumb: thumb === 'down' ? null : 'down' })}
        >
          <Down size={16} aria-hidden />
        </UnstyledButton>
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a box and a legend into the line. */}
      <span className="icons icons-narrow" role="group" aria-label={t('rating.stars')}>
        {STARS.map((count) => {
          const Star = count <= stars ? IconStarFilled : IconStar;
          return (
            <UnstyledButton
              key={count}
              component="button"
              aria-pressed={count === stars}
              data-filled={count <= stars || undefined}
              aria-label={t('rating.star', { count })}
              data-testid={`star-${count}`}
              onClick={() => onRate({ stars: count === stars ? null : count })}
            >
              <Star size={15} aria-hidden />
            </UnstyledButton>
          );
        })}
      </span>
    </>
  );
}

/** True when the reasons should be offered without being asked for. */
export function wantsTags(turn: Turn): boolean {
  const rating = turn.rating;
  if (!rating) return false;
  const few = rating.stars !== null && rating.stars <= FEW_STARS;
  return rating.thumb === 'down' || few || rating.tags.length > 0;
}

export function RatingTags({ turn, onRate }: Props) {
  const { t } = useTranslation();
  const chosen = turn.rating?.tags ?? [];
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above.
    <div className="tags" role="group" aria-label={t('rating.tags')}>
      {ratingTags.map((tag) => {
        const on = chosen.includes(tag);
        return (
          <UnstyledButton
            key={tag}
            component="button"
            aria-pressed={on}
            data-testid={`tag-${tag}`}
            onClick={() => onRate({ tags: on ? chosen.filter((one) => one !== tag) : [...chosen, tag] })}
          >
            {t(`rating.tag.${tag}`)}
          </UnstyledButton>
        );
      })}
    </div>
  );
}
