// Makes HTML elements in one expression.

export interface Attributes {
  readonly class?: string;
  readonly text?: string;
  readonly [attribute: string]: string | undefined;
}

/** An element with its attributes; `text` becomes its text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { text, ...attributes }: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

/**
 * Sets a text only when it differs, and in the text node that is there: a new node would be a change of children,
 * at which the toolbar of the shells looks through all its items.
 */
export function setText(target: Element, text: string): void {
  const { firstChild } = target;
  if (!(firstChild instanceof Text) || firstChild.nextSibling !== null)
    target.replaceChildren(new Text(text));
  else if (firstChild.data !== text) firstChild.data = text;
}
