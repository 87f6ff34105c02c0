/* The package as plain modules, without a bundler: one import, one call, and what the shop says of it. */
import { define } from "./ficha-checkout/dist/index.js";

define({ backend: "https://pay.example.mx" });

const status = document.querySelector("[role=status]");
document.addEventListener("ficha:voucher", () => (status.textContent = "Apartado hasta que pagues tu ficha"));
document.addEventListener("ficha:paid", () => (status.textContent = "Gracias por tu compra"));
