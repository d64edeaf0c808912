import { Button, Group, Popover, Text, Textarea, UnstyledButton } from '@mantine/core';
import { IconMessage, IconMessageFilled } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Turn } from '../../../core/contract/models.ts';
import { RatingTags } from './RatingControls.tsx';
import type { RatingChange } from './useRate.ts';

const LONGEST_COMMENT = 4000;

interface Props {
  turn: Turn;
  opened: boolean;
  onOpened: (opened: boolean) => void;
  onRate: (change: RatingChange) => void;
}

/** A word on an answer, in the user's own words and by reasons to pick from. */
export function CommentPopover({ turn, opened, onOpened, onRate }: Props) {
  const { t } = useTranslation();
  const stored = turn.rating?.comment ?? '';
  const [text, setText] = useState(stored);
  useEffect(() => setText(stored), [stored]);
  const label = stored ? t('rating.commentEdit') : t('rating.comment');
  const Icon = stored ? IconMessageFilled : IconMessage;
  const save = (comment: string) => {
    const trimmed = comment.trim();
    if (trimmed !== stored) onRate({ comment: trimmed === '' ? null : trimmed });
    onOpened(false);
  };
  return (
    <Popover opened={opened} onChange={onOpened} width={340} position="top" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <UnstyledButton
          component="button"
          data-testid="comment"
          aria-label={label}
          title={label}
          aria-pressed={stored !== ''}
          onClick={() => onOpened(!opened)}
        >
          <Icon size={16} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('rating.comment')}>
        <Textarea
          data-autofocus
          label={t('rating.commentLabel')}
          rows={3}
          maxLength={LONGEST_COMMENT}
          value={text}
          data-testid="comment-text"
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(text);
          }}
        />
        <Text size="xs" c="dimmed" mt={8} mb={4}>
          {t('rating.tags')}
        </Text>
        <RatingTags turn={turn} onRate={onRate} />
        <Group justify="flex-end" mt="sm" gap="xs">
          {stored !== '' && (
            <Button size="xs" onClick={() => save('')}>
              {t('rating.commentClear')}
            </Button>
          )}
          <Button size="xs" variant="filled" data-testid="comment-save" onClick={() => save(text)}>
            {t('common.save')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
