/* What nobody should write: the compiler refuses each line, for the reason above it. Compiled in the tests, never run. */
import { define, type FichaAttributes } from "ficha-checkout";
import type {} from "ficha-checkout/svelte";
import type {} from "ficha-checkout/vue";
import type { FichaDepositEvent, FichaWebhookEvent } from "ficha-checkout/webhooks";
import type { SvelteHTMLElements } from "svelte/elements";
import type { GlobalComponents } from "vue";

const element = document.createElement("ficha-checkout");
type InVue = InstanceType<GlobalComponents["ficha-checkout"]>["$props"];

// TS2322: Type 'number' is not assignable to type 'string | URL | undefined'.
define({ backend: 8080 });
// TS2322: Type '"checkout"' is not assignable to type '`${string}-${string}`'.
define({ backend: "https://pay.example.mx", tag: "checkout" });
// TS2353: Object literal may only specify known properties, and 'secret' does not exist in type 'DefineOptions'.
define({ backend: "https://pay.example.mx", secret: "sk_live_1" });
// TS2305: Module '"ficha-checkout"' has no exported member 'FichaCheckout'.
import { FichaCheckout } from "ficha-checkout";
// TS2353: Object literal may only specify known properties, and 'amount' does not exist in type 'FichaAttributes'.
export const priced: FichaAttributes = { button: "btn_7Q2M", amount: 15000 };
// TS2322: Type '"popup"' is not assignable to type '"dialog" | "inline" | undefined'.
export const popped: FichaAttributes = { button: "btn_7Q2M", mode: "popup" };
// TS2322: Type '"blue"' is not assignable to type '"auto" | "dark" | "light" | undefined'.
export const coloured: FichaAttributes = { button: "btn_7Q2M", theme: "blue" };
// TS2322: Type 'number' is not assignable to type 'string'.
export const numbered: FichaAttributes = { order: 1001 };
// TS2339: Property 'pay' does not exist on type 'FichaCheckoutElement'.
element.pay();
// TS2339: Property 'amount' does not exist on type 'FichaCharge'.
element.addEventListener("ficha:paid", (event) => event.detail.amount);
// TS2339: Property 'length' does not exist on type 'never'.
element.addEventListener("ficha:open", (event) => event.detail.order.length);
// TS2322: Type '"popup"' is not assignable to type '"dialog" | "inline" | undefined'.
export const inVue: InVue = { button: "btn_7Q2M", mode: "popup" };
// TS2322: Type '"blue"' is not assignable to type '"auto" | "dark" | "light" | undefined'.
export const inSvelte: SvelteHTMLElements["ficha-checkout"] = { button: "btn_7Q2M", theme: "blue" };
// TS2882: Cannot find module or type declarations for side-effect import of 'ficha-checkout/angular'.
import "ficha-checkout/angular";
// TS2339: Property 'order' does not exist on type '{ clabe:
export const ofDeposit = (event: FichaDepositEvent) => event.data.order;
// TS2367: This comparison appears to be unintentional because the types
export const misspelt = (event: FichaWebhookEvent) => event.type == "clabe.deposited";
