import Store from 'electron-store';
import { z } from 'zod';

/** Device-independent pixels, as Electron's Rectangle. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const WindowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximised: z.boolean(),
});
/** Bounds are those of the window when it is not maximised. */
export type WindowState = z.infer<typeof WindowState>;

export interface WindowStateStore {
  /** Null on the first start, and when what is stored cannot be used. */
  read(): WindowState | null;
  write(state: WindowState): void;
}

export const smallestWindow = { width: 720, height: 480 };
const firstWindow = { width: 1200, height: 800 };

/** Remembers the window in <data>/window.json. */
export function createWindowStateStore(dataFolder: string): WindowStateStore {
  const store = new Store({ cwd: dataFolder, name: 'window', clearInvalidConfig: true });
  return {
    read: () => WindowState.safeParse(store.store).data ?? null,
    write: (state) => store.set(state),
  };
}

/**
 * Where the window opens: where it was if a display still shows it there, else centred. It is never larger than the
 * display, so that its edges can be reached. `displays` are work areas, the primary one first.
 */
export function placeWindow(state: WindowState | null, displays: Rectangle[]): WindowState {
  const primary = displays[0] ?? { x: 0, y: 0, ...firstWindow };
  const display = (state && mostVisibleOn(state, displays)) ?? null;
  const area = display ?? primary;
  const width = fit(state?.width ?? firstWindow.width, smallestWindow.width, area.width);
  const height = fit(state?.height ?? firstWindow.height, smallestWindow.height, area.height);
  const wanted =
    state && display
      ? { x: state.x, y: state.y }
      : {
          x: area.x + Math.round((area.width - width) / 2),
          y: area.y + Math.round((area.height - height) / 2),
        };
  return {
    x: fit(wanted.x, area.x, area.x + area.width - width),
    y: fit(wanted.y, area.y, area.y + area.height - height),
    width,
    height,
    maximised: state?.maximised ?? false,
  };
}

function mostVisibleOn(window: Rectangle, displays: Rectangle[]): Rectangle | null {
  let best: Rectangle | null = null;
  let most = 0;
  for (const display of displays) {
    const width = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x);
    const height = Math.min(window.y + window.height, display.y + display.height) - Math.max(window.y, display.y);
    const visible = Math.max(0, width) * Math.max(0, height);
    if (visible > most) {
      best = display;
      most = visible;
    }
  }
  return best;
}

/** The upper limit wins where both cannot be kept: a small display shows a small window. */
function fit(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
