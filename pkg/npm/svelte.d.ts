/* The element in the markup of Svelte 5. What is imported from here is the package itself; Svelte is not. */
import type { HTMLAttributes } from "svelte/elements";
import type { FichaAttributes, FichaCheckoutElement, FichaDashedEventMap, FichaEventMap } from "./index.js";

export * from "./index.js";

/** What Svelte passes on: attributes, and listeners by the event's whole name, `{...{ "onficha:paid": heard }}`. */
export type FichaSvelteAttributes = Omit<HTMLAttributes<FichaCheckoutElement>, keyof FichaAttributes> &
  FichaAttributes & { [Name in keyof FichaEventMap as `on${Name}`]?: (event: FichaEventMap[Name]) => void } & {
    [Name in keyof FichaDashedEventMap as `on${Name}`]?: (event: FichaDashedEventMap[Name]) => void;
  };

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "ficha-checkout": FichaSvelteAttributes;
  }
}
