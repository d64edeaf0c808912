import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddDocuments } from '../../shared/AddDocuments.tsx';

/** Unsent questions by chat, kept while the window is open. */
const drafts = new Map<string, string>();
const LONGEST_QUESTION = 20_000;

interface Props {
  chat: string | null;
  /** Its last question, to be edited with the Up arrow. */
  lastQuestion: string | null;
  busy: boolean;
  /** Text to put into an empty box, e.g. a question that could not be asked. */
  restored: string | null;
  onSend: (question: string) => void;
  onStop: () => void;
}

export function Composer({ chat, lastQuestion, busy, restored, onSend, onStop }: Props) {
  const { t } = useTranslation();
  const key = chat ?? '';
  const [text, setText] = useState(() => drafts.get(key) ?? '');
  const box = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (text === '') drafts.delete(key);
    else drafts.set(key, text);
  }, [key, text]);
  useEffect(() => {
    if (restored) setText((now) => (now === '' ? restored : now));
  }, [restored]);
  useEffect(() => {
    // Where a finger writes, the keyboard on the screen would cover the page.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus();
  }, []);
  useHotkeys([['/', () => box.current?.focus()]]);

  const send = () => {
    const question = text.trim();
    if (question === '' || busy) return;
    setText('');
    onSend(question);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter also accepts what an input method proposes; that is not meant for us.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && text === '' && lastQuestion) {
      event.preventDefault();
      setText(lastQuestion);
    }
  };

  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={box}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={8}
        maxLength={LONGEST_QUESTION}
        value={text}
        placeholder={t('chat.ask')}
        aria-label={t('chat.ask')}
        data-testid="question-box"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className="ask-row">
        <span style={{ display: 'flex', alignItems: 'center', gap: 8, minWidth: 0 }}>
          <AddDocuments quiet />
          <span className="wide" aria-hidden>
            ·
          </span>
          <span className="wide">{t('import.anywhere')}</span>
        </span>
        <span style={{ display: 'flex', alignItems: 'center', gap: 6 }}>
          <span className="wide">
            {busy ? (
              <>
                <kbd>Esc</kbd> {t('chat.stopHint')}
              </>
            ) : (
              <>
                <kbd>Enter</kbd> {t('chat.sendHint')}
              </>
            )}
          </span>
          {busy ? (
            <Tooltip label={t('chat.stop')}>
              <ActionIcon variant="default" radius="xl" aria-label={t('chat.stop')} data-testid="stop" onClick={onStop}>
                <IconPlayerStopFilled size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          ) : (
            <ActionIcon
              variant="filled"
              radius="xl"
              type="submit"
              className="send"
              aria-label={t('chat.send')}
              data-testid="send"
              disabled={text.trim() === ''}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
          )}
        </span>
      </div>
    </form>
  );
}
