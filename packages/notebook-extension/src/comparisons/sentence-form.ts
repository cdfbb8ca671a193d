// What the sentences of a comparison are. Where one of a thing is too much, a smaller unit takes its place.

import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * A whole sentence that can be translated. `n` chooses between singular and plural and is `%1` there; `count` is what is
 * shown, "about 2" for example: `%2`, or `%1` where there is no plural.
 */
export type Sentence = (trans: TranslationBundle, n: number, count: string) => string;

/** A sentence, and how many of what it counts make one of the comparison: 60 where it tells seconds of a minute. */
export interface Form {
  readonly per: number;
  readonly say: Sentence;
}

/** For every comparison's id its forms, the coarsest first. */
export type Sentences = Readonly<Record<string, readonly [Form, ...Form[]]>>;

/** Counts the comparison itself. */
export function whole(say: Sentence): Form {
  return { per: 1, say };
}

/** Counts what there are `per` of in one. */
export function fine(per: number, say: Sentence): Form {
  return { per, say };
}
