/* The custom element: a shadow root with Ficha's own styles, and the checkout in it. It does not know what a checkout shows. */
import { render } from "preact";
import { Checkout } from "./checkout.jsx";
import { shop } from "./shop.js";

customElements.define(
  "ficha-twin",
  class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLES);
      root.adoptedStyleSheets = [sheet];
      render(<Checkout shop={shop(this.getAttribute("backend"), this.getAttribute("button"))} />, root);
    }
  },
);
