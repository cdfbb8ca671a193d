// JSON of a device that nobody trusts.

/** The value; undefined where the text is none: a web page, half an answer. The caller decides what that means. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
