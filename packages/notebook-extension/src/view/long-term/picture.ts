// The chart of the long record as a PNG, with what one needs to read it away from the popup: title, legend, providers.

/** Around the chart, as texts; the legend with its colours. */
export interface Caption {
  readonly title: string;
  readonly legend: readonly { readonly name: string; readonly colour: string }[];
  readonly lines: readonly string[];
}

/** Pixels per point: sharp in a talk. */
const SHARPNESS = 2;
const MARGIN = 16;
const LINE = 18;

/** Everything that a style sheet may have decided; an image has no style sheets. */
const PROPERTIES = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'opacity'],
  ...['font-family', 'font-size', 'font-weight', 'display'],
];

/** Rejects where the browser cannot draw it. */
export async function pictureOf(chart: SVGSVGElement, caption: Caption): Promise<Blob> {
  const { width, height } = chart.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser draws no pictures.');
  const style = getComputedStyle(chart);
  const text = `${style.fontFamily}`;
  context.font = `12px ${text}`;
  const legend = legendRows(caption.legend, context, width);
  const lines = caption.lines.flatMap((line) => wrapped(line, context, width));
  const total = height + LINE * (1 + legend.length + lines.length) + 3 * MARGIN;
  canvas.width = (width + 2 * MARGIN) * SHARPNESS;
  canvas.height = total * SHARPNESS;
  context.scale(SHARPNESS, SHARPNESS);
  context.fillStyle = backgroundOf(chart);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  context.font = `600 13px ${text}`;
  context.fillText(caption.title, MARGIN, MARGIN + 12);
  context.drawImage(await imageOf(chart), MARGIN, MARGIN + LINE + 4, width, height);
  context.font = `12px ${text}`;
  let y = MARGIN + LINE + height + LINE + 8;
  for (const row of legend) {
    for (const { x, name, colour } of row) {
      context.fillStyle = colour;
      context.fillRect(MARGIN + x, y - 10, 14, 10);
      context.fillStyle = style.color;
      context.fillText(name, MARGIN + x + 20, y);
    }
    y += LINE;
  }
  for (const line of lines) {
    context.fillText(line, MARGIN, y);
    y += LINE;
  }
  const { promise, resolve } = Promise.withResolvers<Blob | null>();
  canvas.toBlob(resolve, 'image/png');
  const blob = await promise;
  if (blob === null) throw new Error('This browser made no picture.');
  return blob;
}

async function imageOf(chart: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, i) => {
    const computed = getComputedStyle(original);
    for (const property of PROPERTIES)
      copies[i]?.style.setProperty(property, computed.getPropertyValue(property));
  });
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

function legendRows(
  legend: Caption['legend'],
  context: CanvasRenderingContext2D,
  width: number,
): { x: number; name: string; colour: string }[][] {
  const rows: { x: number; name: string; colour: string }[][] = [];
  let x = width;
  for (const { name, colour } of legend) {
    const needs = 20 + context.measureText(name).width + 18;
    if (x + needs > width + 18) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ x, name, colour });
    x += needs;
  }
  return rows;
}

function wrapped(line: string, context: CanvasRenderingContext2D, width: number): string[] {
  const lines = [''];
  for (const word of line.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Of the nearest element behind it that has one. */
function backgroundOf(node: Element): string {
  for (let behind: Element | null = node; behind !== null; behind = behind.parentElement) {
    const colour = getComputedStyle(behind).backgroundColor;
    if (!/transparent|, 0\)$/.test(colour)) return colour;
  }
  return 'white';
}
