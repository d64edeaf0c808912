import type { PagePicture } from '../pdf/page-pictures.ts';

/** A picture as a PNM file (PBM or PPM), the plainest form that every reader of pictures takes. */
export function toPnm({ width, height, kind, data }: PagePicture): Uint8Array {
  if (kind === 'bits') {
    // In the file a set bit is black, in the picture it is white.
    const bytes = data.subarray(0, Math.ceil(width / 8) * height).map((byte) => byte ^ 0xff);
    return Buffer.concat([Buffer.from(`P4\n${width} ${height}\n`, 'latin1'), bytes]);
  }
  const pixels = width * height;
  const step = kind === 'rgb' ? 3 : 4;
  const grey = new Uint8Array(pixels);
  for (let pixel = 0, at = 0; pixel < pixels; pixel += 1, at += step) {
    // Weights of ITU-R BT.601: how bright the eye takes red, green and blue to be.
    grey[pixel] = (data[at]! * 299 + data[at + 1]! * 587 + data[at + 2]! * 114) / 1000;
  }
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), grey]);
}
