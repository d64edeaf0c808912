/** A displayed page in points. */
export interface Surface {
  width: number;
  height: number;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Text may run in four directions. In its frame it runs to the right and its lines follow downwards: the page turned
 * back by `turn` quarters. Rectangles are measured from the top left corner.
 */
export function toFrame(box: Rectangle, turn: number, page: Surface): Rectangle {
  const { x, y, width, height } = box;
  switch (turn) {
    case 1:
      return { x: y, y: page.width - x - width, width: height, height: width };
    case 2:
      return { x: page.width - x - width, y: page.height - y - height, width, height };
    case 3:
      return { x: page.height - y - height, y: x, width: height, height: width };
    default:
      return box;
  }
}

/** The way back from the frame to the displayed page. */
export function fromFrame(box: Rectangle, turn: number, page: Surface): Rectangle {
  const { x, y, width, height } = box;
  switch (turn) {
    case 1:
      return { x: page.width - y - height, y: x, width: height, height: width };
    case 2:
      return { x: page.width - x - width, y: page.height - y - height, width, height };
    case 3:
      return { x: y, y: page.height - x - width, width: height, height: width };
    default:
      return box;
  }
}
