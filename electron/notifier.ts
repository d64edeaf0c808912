import { Notification } from 'electron';
import type { Notifier } from '../core/ports.ts';

/** Notifications of the desktop; `onClick` brings the app to the front. Silent where the system has none. */
export function createNotifier(onClick: () => void): Notifier {
  // Held until they are closed: a notification that is collected no longer reacts to a click.
  const shown = new Set<Notification>();
  return {
    notify(title, body) {
      if (!Notification.isSupported()) return;
      const notification = new Notification({ title, body });
      shown.add(notification);
      const forget = () => void shown.delete(notification);
      notification.on('click', () => {
        forget();
        onClick();
      });
      notification.on('close', forget);
      notification.on('failed', forget);
      notification.show();
    },
  };
}
