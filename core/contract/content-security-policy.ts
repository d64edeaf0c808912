/**
 * What a page of the app may load, the same in every shell: its own files and nothing of any other machine.
 * `wasm-unsafe-eval` lets the PDF viewer's decoders run, inline styles come from the component library, and `blob:`
 * workers and images from the PDF viewer.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
