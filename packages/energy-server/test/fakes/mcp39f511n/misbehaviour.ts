// Everything that a meter, its cable or a wrong device can do wrong, one name each (and one specimen each in the tests).

/** Bytes to send, after a pause. */
export interface Sending {
  readonly bytes: Uint8Array;
  readonly afterMs: number;
}

/** Turns a good answer into what is sent instead. `request` is what was asked. */
type Twist = (answer: Buffer, request: Uint8Array) => readonly Sending[];

const now = (bytes: Uint8Array): Sending => ({ bytes, afterMs: 0 });

const twists = {
  split: (answer) => [...answer].map((byte) => ({ bytes: Buffer.of(byte), afterMs: 5 })),
  glued: (answer) => [now(answer), { bytes: answer, afterMs: 10 }],
  doubled: (answer) => [now(Buffer.concat([answer, answer]))],
  nak: () => [now(Buffer.of(0x15))],
  csfail: () => [now(Buffer.of(0x51))],
  truncated: (answer) => [now(answer.subarray(0, 4))],
  'wrong-length': (answer) => [now(withByte(answer, 1, (answer[1] ?? 0) + 1))],
  'bit-flip': (answer) => [now(withByte(answer, 2, (answer[2] ?? 0) ^ 1))],
  noise: (answer) => [now(noise(200)), now(answer)],
  silence: () => [],
  echo: (_, request) => [now(request)],
} satisfies Readonly<Record<string, Twist>>;

export type MisbehaviourName = keyof typeof twists;

export const MISBEHAVIOURS_HELP = `  split         the answer in single bytes, 5 ms apart
  glued         a second, stale copy of the answer 10 ms later
  doubled       the answer twice at once
  nak           the request is refused (15)
  csfail        the request is said to have a wrong checksum (51)
  truncated     four bytes of the answer, then silence
  wrong-length  the answer's length is one too large
  bit-flip      the answer's first data byte is off by one, the checksum is not
  noise         200 random bytes, then the answer
  silence       nothing
  echo          what was asked comes back: a different device`;

/** One way of misbehaving, at every n-th request; `every: 1` = always. */
export interface Misbehaviour {
  readonly name: MisbehaviourName;
  readonly every: number;
}

/** `nak` or `nak,every=10`. Throws with a message for people. */
export function parseMisbehaviour(text: string): Misbehaviour {
  const match = /^([a-z-]+)(?:,every=(\d+))?$/.exec(text);
  const name = match?.[1] ?? '';
  const every = Number(match?.[2] ?? 1);
  if (!isName(name) || every < 1)
    throw new Error(`"${text}" is no misbehaviour; there are\n${MISBEHAVIOURS_HELP}`);
  return { name, every };
}

/** What is sent as the answer to request number `count` (from 1). */
export function sendingsFor(
  misbehaviours: readonly Misbehaviour[],
  count: number,
  answer: Buffer,
  request: Uint8Array,
): readonly Sending[] {
  const now = misbehaviours.find(({ every }) => count % every === 0);
  const twist: Twist = now === undefined ? (good) => [{ bytes: good, afterMs: 0 }] : twists[now.name];
  return twist(answer, request);
}

function isName(name: string): name is MisbehaviourName {
  return Object.hasOwn(twists, name);
}

function withByte(answer: Buffer, index: number, value: number): Buffer {
  const changed = Buffer.from(answer);
  changed[index] = value;
  return changed;
}

/** The same bytes each time, every value among them, 06 first: the worst case. */
function noise(length: number): Buffer {
  let state = 1;
  const bytes = Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state >> 16) & 0xff;
  });
  return Buffer.of(0x06, ...bytes.slice(1));
}
