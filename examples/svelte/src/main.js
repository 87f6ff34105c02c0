/* Starts the shop in Svelte 5; what it shows is in Shop.svelte. */
import { mount } from "svelte";
import Shop from "./Shop.svelte";
import "../../shop.css";

mount(Shop, { target: document.getElementById("shop") });
