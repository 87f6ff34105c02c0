/* The page, as the server draws it and the browser takes it over. The package is imported and `define` called in both: on the
   server neither does anything. Where no script runs, the link inside the element stays. */
import { define } from "ficha-checkout/react";
import { useEffect, useRef, useState } from "react";

define();

export function Page({ backend }) {
  const [status, setStatus] = useState("");
  const pay = useRef(null);
  /* Not as attributes: those of an element that a server has drawn are no listeners to React when it takes over. */
  useEffect(() => {
    const heard = new AbortController();
    const hear = (event, text) => pay.current.addEventListener(event, () => setStatus(text), { signal: heard.signal });
    hear("ficha:voucher", "Apartado hasta que pagues tu ficha");
    hear("ficha:paid", "Gracias por tu compra");
    return () => heard.abort();
  }, []);
  return (
    <html lang="es-MX">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Samsung Gold Curl</title>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <h1>Samsung Gold Curl</h1>
        <p>$150.00</p>
        <ficha-checkout ref={pay} button="btn_demo" backend={backend}>
          <a href={`${backend}/pay/btn_demo`}>Pagar en efectivo o con SPEI</a>
        </ficha-checkout>
        <p role="status">{status}</p>
      </body>
    </html>
  );
}
