/* What TypeScript knows of the package: `define`, the element, its attributes, and its events with what they carry. The types
   for JSX and templates are beside this, one file a framework. No price is in here, because no page knows one. */

/** How an element comes to its backend and its name. */
export interface DefineOptions {
  /**
   * The address of your backend, `https://pay.example.mx`. An address without a host is one of the page's own origin. An element's
   * own attribute `backend` comes first. One page has one; elements with another say so in their attribute.
   */
  backend?: string | URL | undefined;
  /** The element's name. Default `ficha-checkout`. */
  tag?: `${string}-${string}` | undefined;
}

/**
 * Makes the element known, once: a name that is known already, by this or by `ficha.js`, is left as it is. Does nothing where
 * there is no page, as on a server.
 */
export declare function define(options?: DefineOptions): void;

/** The attributes. One of `button`, `order` and `clabe` says what is to be paid; no attribute says how much. */
export interface FichaAttributes {
  /** The id of a button, `btn_...`: each shopper gets an order of their own. */
  button?: string | undefined;
  /** The id of an order your server made, `ord_...`. */
  order?: string | undefined;
  /** The id of a customer's reusable CLABE, `clb_...`. */
  clabe?: string | undefined;
  /** Another backend than that of `define`. */
  backend?: string | undefined;
  /** Else the language of the page, else the browser's. */
  lang?: "es-MX" | "es-PE" | "en" | (string & {}) | undefined;
  /** `inline` shows the checkout in the page, in the place of the button. Default `dialog`. */
  mode?: "dialog" | "inline" | undefined;
  /** What the button says. */
  label?: string | undefined;
  /** Light or dark, whatever the shopper prefers elsewhere. Default `auto`. */
  theme?: "auto" | "light" | "dark" | undefined;
  /** What you already know of the shopper. */
  "customer-name"?: string | undefined;
  /** What you already know of the shopper. */
  "customer-email"?: string | undefined;
  /** What you already know of the shopper. */
  "customer-phone"?: string | undefined;
  /** Where *Volver a la tienda* leads once it is paid. */
  "success-url"?: string | undefined;
}

/** `<ficha-checkout>`. */
export interface FichaCheckoutElement extends HTMLElement {
  /** Opens the checkout, as a press on the button does. */
  open(): void | Promise<void>;
  /** Closes it, as the shopper would. */
  close(): void;
}

/** Which order and which of its charges an event is about. */
export interface FichaCharge {
  /** `ord_...` */
  order: string;
  /** `chg_...` */
  charge: string;
}

/** What went wrong. The console says it too. */
export interface FichaTrouble {
  /**
   * A code that stays: one of the backend's (`not_found`, `rate_limited`, ...), `load_failed` where the widget could not be
   * fetched, or `no_backend`.
   */
  code: string;
  /** A sentence for a developer. */
  detail?: string;
  /** The id under which the backend logged it; empty where it was not reached. */
  request_id?: string;
}

/** The events and what they carry. They bubble, and leave every shadow root. */
export interface FichaEventMap {
  /** The widget has arrived. */
  "ficha:ready": CustomEvent<Record<string, never>>;
  /** The checkout was opened. */
  "ficha:open": CustomEvent<Record<string, never>>;
  /** There is a slip to pay. */
  "ficha:voucher": CustomEvent<FichaCharge>;
  /** The money is there, now or when the page was opened. Ship when your *server* sees it, not when the page does. */
  "ficha:paid": CustomEvent<FichaCharge>;
  /** The slip ran out. */
  "ficha:expired": CustomEvent<FichaCharge>;
  /** Something went wrong. */
  "ficha:error": CustomEvent<FichaTrouble>;
  /** The checkout was closed. */
  "ficha:close": CustomEvent<Record<string, never>>;
}

/** The same under names without a colon, `ficha-paid`, for frameworks whose attributes take none. Each comes under both. */
export type FichaDashedEventMap = {
  [Name in keyof FichaEventMap as Name extends `ficha:${infer What}` ? `ficha-${What}` : never]: FichaEventMap[Name];
};

declare global {
  interface HTMLElementTagNameMap {
    "ficha-checkout": FichaCheckoutElement;
  }
  /* Heard on the element, and on everything it bubbles to. */
  interface GlobalEventHandlersEventMap extends FichaEventMap, FichaDashedEventMap {}
}
