import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useState } from 'react';

/** Undefined for an empty box and for what is no number yet. */
function figureOf(text: string | number): number | undefined {
  const figure = Number(text);
  return text === '' || Number.isNaN(figure) ? undefined : figure;
}

type Props = Omit<NumberInputProps, 'value' | 'onChange'> & {
  value: unknown;
  onChange: (figure: number | undefined) => void;
};

/** A box for a number that keeps what is half typed, such as "0.", while the number it means is handed on. */
export function FigureInput({ value, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState<string | number>('');
  const figure = typeof value === 'number' ? value : undefined;
  return (
    <NumberInput
      size="xs"
      hideControls
      allowNegative={false}
      clampBehavior="none"
      {...rest}
      value={figureOf(typed) === figure ? typed : (figure ?? '')}
      onChange={(text) => {
        setTyped(text);
        onChange(figureOf(text));
      }}
    />
  );
}
