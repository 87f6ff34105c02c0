/* The element in JSX, for React 19. What is imported from here is the package itself; React is not. In JSX, hear its events by
   `onficha-paid={heard}`; the names with a colon are for compilers that take one in an attribute's name. */
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { FichaAttributes, FichaCheckoutElement, FichaDashedEventMap, FichaEventMap } from "./index.js";

export * from "./index.js";

/** What React 19 passes on: attributes, a `ref`, and listeners by the event's whole name. */
export type FichaReactProps = Omit<DetailedHTMLProps<HTMLAttributes<FichaCheckoutElement>, FichaCheckoutElement>, keyof FichaAttributes> &
  FichaAttributes & { [Name in keyof FichaEventMap as `on${Name}`]?: (event: FichaEventMap[Name]) => void } & {
    [Name in keyof FichaDashedEventMap as `on${Name}`]?: (event: FichaDashedEventMap[Name]) => void;
  };

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "ficha-checkout": FichaReactProps;
    }
  }
}
