/* Starts the shop in Vue 3; what it shows is in Shop.vue. */
import { createApp } from "vue";
import Shop from "./Shop.vue";
import "../../shop.css";

createApp(Shop).mount("#shop");
