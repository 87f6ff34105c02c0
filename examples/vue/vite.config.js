/* Vue must be told that the element is none of its own components. Nothing else needs to be configured. */
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const isCustomElement = (tag) => tag === "ficha-checkout";

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] });
