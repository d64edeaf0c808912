/** What the desktop shell lends to the page. */
export interface DesktopShell {
  shell: 'electron';
  /** Path of a dropped or picked file or folder on this machine. */
  pathOf(file: File): string;
  /** Asks for a message port to the application; it arrives as a window message. */
  connect(): void;
  /** Lets the user pick files in the system's own dialog. */
  pickFiles(): Promise<string[]>;
  /** The same for folders; older shells have no such dialog. */
  pickFolder?(): Promise<string[]>;
}

/** The desktop shell around the page, or null in a browser. */
export function desktopShell(): DesktopShell | null {
  return (window as { tandem?: DesktopShell }).tandem ?? null;
}
