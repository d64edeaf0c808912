import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { nextSorting, type Sorting, type SortKey } from './sortDocuments.ts';

interface Props {
  column: SortKey;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
  /** Right-aligned, and left out of narrow windows. */
  figures?: boolean;
  /** Left out of narrow windows. */
  wide?: boolean;
}

/** The head of a column that the table can be sorted by. */
export function ColumnHead({ column, sorting, onSort, figures, wide }: Props) {
  const { t } = useTranslation();
  const on = sorting.key === column;
  const Arrow = sorting.descending ? IconArrowDown : IconArrowUp;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a windowed table are placed by position.
    // biome-ignore lint/a11y/useFocusableInteractive: the button inside takes the focus.
    <span
      role="columnheader"
      className={`${figures ? 'n' : ''} ${figures || wide ? 'wide' : ''}`}
      aria-sort={on ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
    >
      <UnstyledButton
        component="button"
        fz="inherit"
        fw="inherit"
        c="inherit"
        onClick={() => onSort(nextSorting(sorting, column))}
      >
        {t(`library.column.${column}`)}
        {on && <Arrow size={13} aria-hidden style={{ verticalAlign: -2, marginLeft: 2 }} />}
      </UnstyledButton>
    </span>
  );
}
