/* The element in templates of Vue 3. What is imported from here is the package itself; Vue is not. Vue must be told that it is
   no component of its own: `isCustomElement: (tag) => tag == "ficha-checkout"`. */
import type { DefineComponent, HTMLAttributes, PublicProps } from "vue";
import type { FichaAttributes, FichaDashedEventMap, FichaEventMap } from "./index.js";

export * from "./index.js";

/** What a template may bind: attributes, and `@ficha:paid`. */
export type FichaVueProps = FichaAttributes & { [Name in keyof FichaEventMap as `on${Capitalize<Name>}`]?: (event: FichaEventMap[Name]) => void } & {
  [Name in keyof FichaDashedEventMap as `on${Capitalize<Name>}`]?: (event: FichaDashedEventMap[Name]) => void;
};

declare module "vue" {
  interface GlobalComponents {
    "ficha-checkout": DefineComponent<FichaVueProps & Omit<HTMLAttributes, keyof FichaAttributes> & PublicProps>;
  }
}
