// Pointer, wheel and keys over the long record, turned into a bar that is looked at and a window that moves.

export interface InputActions {
  readonly barAt: (clientX: number) => number | null;
  readonly barsIn: (pixels: number) => number;
  /** The bar under the pointer; null when it left. */
  readonly point: (bar: number | null) => void;
  /** By keys: so many bars further. */
  readonly step: (bars: number) => void;
  /** A whole window earlier or later. */
  readonly page: (direction: 1 | -1) => void;
  /** The picture, while it is dragged. */
  readonly shift: (pixels: number) => void;
  readonly move: (bars: number) => void;
  /** Around a bar; null for the middle. */
  readonly zoom: (direction: 1 | -1, bar: number | null) => void;
  /** To the window that begins with the record, or ends now. */
  readonly leap: (to: 'begin' | 'now') => void;
}

/** A press that moves less than this is no drag. */
const DRAG_PX = 4;
/** The wheel rests so long before the window follows. */
const WHEEL_REST_MS = 120;
/** How far a wheel turns for one stage of zoom. */
const WHEEL_STAGE = 60;

export class ChartInput {
  readonly #actions: InputActions;
  #pressedAt: number | null = null;
  #dragged = 0;
  #wheeled = 0;
  #turned = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(node: HTMLElement, actions: InputActions) {
    this.#actions = actions;
    node.addEventListener('pointerdown', (event) => this.#press(event, node));
    node.addEventListener('pointermove', (event) => this.#point(event));
    node.addEventListener('pointerup', (event) => this.#release(event));
    node.addEventListener('pointercancel', (event) => this.#release(event));
    node.addEventListener('pointerleave', () => {
      if (this.#pressedAt === null) actions.point(null);
    });
    node.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    node.addEventListener('keydown', (event) => this.#key(event));
  }

  dispose(): void {
    clearTimeout(this.#rest);
  }

  #press(event: PointerEvent, node: HTMLElement): void {
    if (event.button !== 0) return;
    this.#pressedAt = event.clientX;
    this.#dragged = 0;
    node.setPointerCapture(event.pointerId);
  }

  #point(event: PointerEvent): void {
    if (this.#pressedAt === null) {
      this.#actions.point(this.#actions.barAt(event.clientX));
      return;
    }
    const distance = event.clientX - this.#pressedAt;
    if (this.#dragged === 0 && Math.abs(distance) < DRAG_PX) return;
    this.#dragged = distance;
    this.#actions.shift(distance);
  }

  #release(event: PointerEvent): void {
    if (this.#pressedAt === null) return;
    this.#pressedAt = null;
    const bars = -this.#actions.barsIn(this.#dragged);
    if (this.#dragged === 0) this.#actions.point(this.#actions.barAt(event.clientX));
    this.#dragged = 0;
    if (bars === 0) this.#actions.shift(0);
    else this.#actions.move(bars);
  }

  /** Sideways it moves; with Ctrl, as a pinch comes too, it zooms; upright it scrolls the popup, as everywhere. */
  #wheel(event: WheelEvent): void {
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#turned += event.deltaY;
      if (Math.abs(this.#turned) < WHEEL_STAGE) return;
      this.#actions.zoom(this.#turned < 0 ? 1 : -1, this.#actions.barAt(event.clientX));
      this.#turned = 0;
    } else if (event.shiftKey || Math.abs(sideways) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.#wheeled -= sideways;
      this.#actions.shift(this.#wheeled);
      clearTimeout(this.#rest);
      this.#rest = setTimeout(() => this.#settle(), WHEEL_REST_MS);
    }
  }

  #settle(): void {
    const bars = -this.#actions.barsIn(this.#wheeled);
    this.#wheeled = 0;
    if (bars === 0) this.#actions.shift(0);
    else this.#actions.move(bars);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    // The shells have commands on some of these keys.
    event.stopPropagation();
    act(event.shiftKey ? 10 : 1);
  }

  readonly #keys: Readonly<Record<string, (bars: number) => void>> = {
    ArrowLeft: (bars) => this.#actions.step(-bars),
    ArrowRight: (bars) => this.#actions.step(bars),
    ArrowUp: () => this.#actions.zoom(1, null),
    ArrowDown: () => this.#actions.zoom(-1, null),
    '+': () => this.#actions.zoom(1, null),
    '=': () => this.#actions.zoom(1, null),
    '-': () => this.#actions.zoom(-1, null),
    PageUp: () => this.#actions.page(-1),
    PageDown: () => this.#actions.page(1),
    Home: () => this.#actions.leap('begin'),
    End: () => this.#actions.leap('now'),
  };
}
