/* What a developer may write in React 19's JSX. Compiled in the tests, never run. */
import { define, type FichaCheckoutElement } from "ficha-checkout/react";
import { createRef } from "react";

define({ backend: "https://pay.example.mx" });

const ref = createRef<FichaCheckoutElement>();

export const button = <ficha-checkout button="btn_7Q2M" />;
export const opened = (
  <ficha-checkout ref={ref} order="ord_1" mode="inline" lang="es-MX" className="pay" style={{ display: "block" }} onClick={() => ref.current?.open()}>
    <a href="https://pay.example.mx/o/ord_1">Pagar</a>
  </ficha-checkout>
);
export const heard = (
  <ficha-checkout key="pay" clabe="clb_1" onficha:paid={(event) => event.detail.order} {...{ "onficha:error": () => undefined }} />
);
export const dashed = <ficha-checkout button="btn_7Q2M" onficha-paid={(event) => event.detail.order} onficha-error={({ detail }) => detail.code} />;
