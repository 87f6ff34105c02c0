/* Nothing of Ficha's needs to be configured for Vite. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [react()] });
