import type { en } from './locales/en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

declare global {
  interface Window {
    /** Set by the desktop shell; absent in a browser. */
    tandem?: {
      shell: 'electron';
      pathOf(file: File): string;
      connect(): void;
      pickFiles(): Promise<string[]>;
    };
  }
}
