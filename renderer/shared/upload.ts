import { AppError, isErrorCode } from '../../core/contract/errors.ts';
import type { DroppedFile } from './droppedFiles.ts';

function failure(request: XMLHttpRequest): Error {
  try {
    const body = JSON.parse(request.responseText) as { code?: unknown };
    if (isErrorCode(body.code)) return new AppError(body.code);
  } catch {
    // Not from the application: the status has to do.
  }
  if (request.status === 401 || request.status === 403) return new AppError('not-allowed');
  if (request.status === 413) return new AppError('document-too-large');
  if (request.status === 507) return new AppError('disk-full');
  return new AppError('internal', { status: request.status });
}

/**
 * Sends one file to the application and resolves with the path it was stored under. XMLHttpRequest, because
 * fetch cannot tell how much of a body has been sent. `onSent` gets bytes.
 */
export function upload(dropped: DroppedFile, signal: AbortSignal, onSent: (bytes: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const settle = (action: () => void) => {
      signal.removeEventListener('abort', abort);
      action();
    };
    request.open('POST', `/upload?name=${encodeURIComponent(dropped.path)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () =>
      settle(() => {
        if (request.status !== 200 && request.status !== 201) return reject(failure(request));
        try {
          resolve((JSON.parse(request.responseText) as { path: string }).path);
        } catch {
          reject(failure(request));
        }
      });
    request.onerror = () => settle(() => reject(new TypeError('the application did not answer')));
    request.onabort = () => settle(() => reject(new AppError('cancelled')));
    if (signal.aborted) return reject(new AppError('cancelled'));
    signal.addEventListener('abort', abort);
    request.send(dropped.file);
  });
}
