/* A shop in React 19: the element in JSX, typed, and an event of it that changes what the shop says. */
import { define } from "ficha-checkout/react";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import "../../shop.css";

define({ backend: "https://pay.example.mx" });

function Shop() {
  const [status, setStatus] = useState("");
  return (
    <>
      <h1>Samsung Gold Curl</h1>
      <p>$150.00</p>
      <ficha-checkout
        button="btn_demo"
        onficha-voucher={() => setStatus("Apartado hasta que pagues tu ficha")}
        onficha-paid={() => setStatus("Gracias por tu compra")}
      />
      <p role="status">{status}</p>
    </>
  );
}

createRoot(document.getElementById("shop")!).render(<Shop />);
