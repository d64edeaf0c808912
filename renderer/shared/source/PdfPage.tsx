import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Box } from '../../../core/contract/models.ts';
import { ProblemNote } from '../Problem.tsx';
import { Waiting } from '../Waiting.tsx';
import { loadPdfLibrary, type Pdf } from './pdf.ts';

/** Canvases beyond this many pixels fail or swap on small machines; drawing gets coarser instead. */
const MOST_PIXELS = 16_000_000;

interface Props {
  pdf: Pdf;
  /** 1-based. */
  page: number;
  /** Width on the screen in CSS pixels. */
  width: number;
  boxes: Box[];
  /** Called when the page or its boxes are in place, with the first box of this page. */
  onShown: (first: HTMLElement | null) => void;
}

interface Drawn {
  page: number;
  height: number;
  width: number;
}

/** Draws one page, its selectable text and the rectangles of the cited passage. */
export function PdfPage({ pdf, page, width, boxes, onShown }: Props) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [error, setError] = useState<unknown>(null);

  useEffect(() => {
    let stop: (() => void) | null = null;
    let current = true;
    setError(null);
    const draw = async () => {
      const [library, proxy] = await Promise.all([loadPdfLibrary(), pdf.getPage(page)]);
      const target = canvas.current;
      const layer = words.current;
      if (!current || !target || !layer) return;
      const natural = proxy.getViewport({ scale: 1 });
      const viewport = proxy.getViewport({ scale: width / natural.width });
      const wanted = Math.max(1, window.devicePixelRatio);
      const most = Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height));
      const ratio = Math.min(wanted, most);
      // Drawn beside the page and copied in one go, so that the old picture stays until the new one is there.
      const fresh = document.createElement('canvas');
      fresh.width = Math.floor(viewport.width * ratio);
      fresh.height = Math.floor(viewport.height * ratio);
      const task = proxy.render({ canvas: fresh, viewport, transform: [ratio, 0, 0, ratio, 0, 0] });
      stop = () => task.cancel();
      await task.promise;
      if (!current) return;
      target.width = fresh.width;
      target.height = fresh.height;
      target.getContext('2d')?.drawImage(fresh, 0, 0);
      setDrawn({ page, width: viewport.width, height: viewport.height });
      const text = new library.TextLayer({ textContentSource: proxy.streamTextContent(), container: layer, viewport });
      stop = () => text.cancel();
      layer.replaceChildren();
      layer.style.setProperty('--total-scale-factor', String(viewport.scale));
      await text.render();
    };
    draw().catch((reason: unknown) => {
      if (current) setError(reason);
    });
    return () => {
      current = false;
      stop?.();
    };
  }, [pdf, page, width]);

  const shown = drawn?.page === page;
  const here = boxes.filter((box) => box.page === page);
  const marked = here.length;
  // Another size or more boxes move what was in view.
  useEffect(() => {
    if (shown) onShown(first.current);
  }, [shown, marked, drawn?.width, onShown]);

  if (error) return <ProblemNote error={error} />;
  return (
    <>
      {!drawn && <Waiting label={t('source.drawing')} />}
      <div
        className="sheet"
        style={{ width, height: drawn ? (drawn.height / drawn.width) * width : 0, overflow: 'hidden' }}
        aria-busy={!shown}
      >
        <canvas ref={canvas} aria-hidden />
        {shown &&
          here.map((box, index) => (
            <div
              key={`${box.x}-${box.y}`}
              ref={index === 0 ? first : undefined}
              className="highlight"
              data-testid="highlight"
              style={{
                left: `${box.x * 100}%`,
                top: `${box.y * 100}%`,
                width: `${box.width * 100}%`,
                height: `${box.height * 100}%`,
              }}
            />
          ))}
        <div ref={words} className="text-layer" />
      </div>
    </>
  );
}
