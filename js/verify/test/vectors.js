// The repository's test vectors, which Rust reads too.

import { readFileSync } from 'node:fs';

/** A file of the folder `vectors`. */
export const vectors = (name) => JSON.parse(text(`vectors/${name}.json`));

/** A text of the repository. */
export const text = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
