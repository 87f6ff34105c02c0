/* What a developer may write in TypeScript, and what it is then known to be. Compiled in the tests, never run. */
import { define, type FichaAttributes, type FichaCheckoutElement, type FichaEventMap } from "ficha-checkout";
import type {} from "ficha-checkout/svelte";
import type {} from "ficha-checkout/vue";
import type { FichaWebhookEvent } from "ficha-checkout/webhooks";
import type { SvelteHTMLElements } from "svelte/elements";
import type { GlobalComponents } from "vue";

define();
define({ backend: "https://pay.example.mx" });
define({ backend: new URL("https://pay.example.mx"), tag: "shop-pay" });

const made: FichaCheckoutElement = document.createElement("ficha-checkout");
const found: FichaCheckoutElement | null = document.querySelector("ficha-checkout");
made.open();
found?.close();
made.setAttribute("button", "btn_7Q2M");

made.addEventListener("ficha:paid", (event) => event.detail.order.toUpperCase() + event.detail.charge.toUpperCase());
document.addEventListener("ficha:error", ({ detail }) => console.warn(detail.code, detail.detail ?? "", detail.request_id ?? ""));
window.addEventListener("ficha:close", (event) => event.target);
const heard = (event: FichaEventMap["ficha:voucher"]): string => event.detail.charge;
made.addEventListener("ficha:voucher", heard);
document.addEventListener("ficha-paid", (event) => event.detail.charge.toUpperCase());

const all: FichaAttributes = {
  button: "btn_7Q2M",
  backend: "https://pay.example.mx",
  lang: "es-PE",
  mode: "inline",
  label: "Paga en tu tienda",
  theme: "dark",
  "customer-name": "Ana Núñez Peña",
  "customer-email": "ana@example.mx",
  "customer-phone": "5512345678",
  "success-url": "https://example.mx/gracias",
};
export const others: FichaAttributes[] = [all, { order: "ord_1" }, { clabe: "clb_1", lang: "en" }];

type InVue = InstanceType<GlobalComponents["ficha-checkout"]>["$props"];
export const inVue: InVue = { button: "btn_7Q2M", mode: "dialog", class: "pay", "onFicha:paid": (event) => event.detail.order };

type InSvelte = SvelteHTMLElements["ficha-checkout"];
export const inSvelte: InSvelte = { order: "ord_1", theme: "light", class: "pay", "onficha:paid": (event) => event.detail.order };

/* On a server: each event is known by its type. */
export const told = (event: FichaWebhookEvent): string => {
  if (event.type == "clabe.deposit") return event.data.clabe.customer + (event.data.deposit.amount.amount - event.data.deposit.before.amount);
  if (event.type == "ping") return event.timestamp;
  return event.data.order.id + (event.data.alerts ?? []).map((alert) => alert.said).join();
};
