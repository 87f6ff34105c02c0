/* What nobody should write in JSX: the compiler refuses each line, for the reason above it. Compiled in the tests, never run. */
import "ficha-checkout/react";

// TS2322: Type '{ button: string; amount: number; }' is not assignable to type 'FichaReactProps'.
export const priced = <ficha-checkout button="btn_7Q2M" amount={15000} />;
// TS2322: Type '"popup"' is not assignable to type '"dialog" | "inline" | undefined'.
export const popped = <ficha-checkout button="btn_7Q2M" mode="popup" />;
// TS2322: Type 'number' is not assignable to type 'string'.
export const numbered = <ficha-checkout order={1001} />;
// TS2339: Property 'amount' does not exist on type 'FichaCharge'.
export const told = <ficha-checkout button="btn_7Q2M" onficha:paid={(event) => event.detail.amount} />;
// TS2339: Property 'ficha-check' does not exist on type 'JSX.IntrinsicElements'.
export const misspelt = <ficha-check button="btn_7Q2M" />;
