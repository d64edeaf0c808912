import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const mod = isApple ? '⌘' : 'Ctrl';
const shift = isApple ? '⇧' : 'Shift';

const shortcuts = [
  { keys: [mod, 'K'], name: 'palette' },
  { keys: [mod, shift, 'O'], name: 'newChat' },
  { keys: ['/'], name: 'focus' },
  { keys: ['Enter'], name: 'send' },
  { keys: [shift, 'Enter'], name: 'line' },
  { keys: ['Esc'], name: 'stop' },
  { keys: ['↑'], name: 'edit' },
  { keys: [mod, shift, 'E'], name: 'version' },
  { keys: ['1', '2', '0'], name: 'vote' },
  { keys: ['?'], name: 'sheet' },
] as const;

/** The sheet behind "?". */
export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <table className="rows">
        <tbody>
          {shortcuts.map(({ keys, name }) => (
            <tr key={name}>
              <td>{t(`shortcuts.${name}`)}</td>
              <td className="n">
                {keys.map((key) => (
                  <kbd key={key} style={{ marginLeft: 4 }}>
                    {key}
                  </kbd>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
