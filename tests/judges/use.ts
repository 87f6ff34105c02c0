// A merchant's program, as it would be written over what openapi-typescript has made: it is compiled, and never run.
import type { components, paths, webhooks } from "./ficha.js";

type Order = paths["/api/v1/orders"]["post"]["responses"]["201"]["content"]["application/json"];
type Wanted = paths["/api/v1/orders"]["post"]["requestBody"]["content"]["application/json"];
type Picture = paths["/api/v1/pictures"]["post"]["requestBody"]["content"]["application/octet-stream"];
type Paid = webhooks["order.paid"]["post"]["requestBody"]["content"]["application/json"];
type Deposited = webhooks["clabe.deposit"]["post"]["requestBody"]["content"]["application/json"];
type Signed = webhooks["order.paid"]["post"]["parameters"]["header"];

const wanted: Wanted = { amount: 15000, currency: "MXN", description: "Zapatos de salón" };

export function shipped(order: Order, event: Paid, signed: Signed): string | undefined {
  const told: components["schemas"]["WebhookOrder"] = event.data.order;
  const ours = told.id === order.id && told.missing.amount === 0 && signed["webhook-id"].length > 0;
  return ours ? told.reference : undefined;
}

export function credited({ data }: Deposited): [string, number] {
  return [data.clabe.customer, data.deposit.amount.amount - data.deposit.before.amount];
}

export const body: [Wanted, Picture] = [wanted, "bytes"];

// @ts-expect-error An amount is in whole minor units, and never a text.
export const wrong: Wanted = { amount: "150.00", currency: "MXN", description: "Zapatos" };
