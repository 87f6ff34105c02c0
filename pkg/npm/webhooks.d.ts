/* What your server is told by webhook, as TypeScript knows it: the events, verified and parsed, by their `type`. Types alone; how a
   signature is verified is in docs/webhooks.md. No page needs this. */

/** Money: whole minor units, centavos or céntimos, and an ISO 4217 currency. */
export interface FichaAmount {
  amount: number;
  currency: string;
}

/** Where an order stands. */
export type FichaOrderStatus = "open" | "pending" | "partly_paid" | "paid" | "overpaid" | "expired" | "refunded";

/** An order, without personal data. */
export interface FichaWebhookOrder {
  /** `ord_...` */
  id: string;
  /** Your own id of it. */
  reference?: string;
  /** The button it was made from. */
  button?: string;
  status: FichaOrderStatus;
  /** Whether money came after its voucher had run out. */
  late: boolean;
  amount: FichaAmount;
  /** What had arrived and had not gone back. */
  received: FichaAmount;
  /** What had gone back, where any had. */
  refunded?: FichaAmount;
  missing: FichaAmount;
  /** Grows with every change: of two events the one with the higher version is the later one. */
  version: number;
  /** RFC 3339 in UTC, as every moment. */
  created_at: string;
  /** Your own notes. */
  metadata?: Record<string, string>;
}

/** What waits for a person, or no longer does. */
export interface FichaAlert {
  /** `alr_...` */
  id: string;
  charge?: string;
  /** `wrong_amount`, `unreadable_answer` and others; there may be more some day. */
  kind: string;
  asked: string;
  said: string;
  paid?: FichaAmount;
  since: string;
  seen_at: string;
  times: number;
  settled?: { how: string; by: string; at: string };
}

/** An order stands somewhere else, some of its money went back, a person must look at it, or has. */
export interface FichaOrderEvent {
  type: `order.${FichaOrderStatus}` | "order.partly_refunded" | "order.needs_attention" | "order.settled";
  timestamp: string;
  data: { order: FichaWebhookOrder; alerts?: FichaAlert[] };
}

/** What has come in by one deposit into a customer's own CLABE has changed. */
export interface FichaDepositEvent {
  type: "clabe.deposit";
  timestamp: string;
  data: {
    /** The CLABE as it stands now. */
    clabe: { id: string; customer: string; total: FichaAmount; version: number; test: boolean };
    /** The deposit, and what it was before: the total moved by the difference. */
    deposit: { id: string; amount: FichaAmount; before: FichaAmount; received_at: string };
  };
}

/** Somebody asks whether you are there. */
export interface FichaPingEvent {
  type: "ping";
  timestamp: string;
  data: Record<string, never>;
}

/** The body of a webhook. */
export type FichaWebhookEvent = FichaOrderEvent | FichaDepositEvent | FichaPingEvent;
