-- What is sold, what is to be paid, and every attempt to collect it.
-- Only types SQLite and Postgres share: text, and whole numbers (moments are epoch seconds, amounts minor units).

create table buttons (
    id text primary key,
    description text not null,
    amount bigint not null,
    currency text not null,
    image text,
    reference text,
    methods text not null,              -- words with commas; all where empty
    retired bigint not null,
    created_at bigint not null
);

create table tokens (
    id text primary key,                -- the first characters of the token, to name it by
    name text not null,
    hash text not null,                 -- SHA-256 of the whole token, hexadecimal
    created_at bigint not null,
    retired_at bigint
);

create table orders (
    id text primary key,
    amount bigint not null,
    currency text not null,
    description text not null,
    reference text,
    image text,
    button text,
    methods text not null,
    success_url text,
    expires_at bigint,
    customer_name text,                 -- what the merchant filled in, for the form
    customer_email text,
    customer_phone text,
    metadata text not null,             -- JSON, the merchant's own
    version bigint not null,            -- grows with every change of the order or of a charge of it
    created_at bigint not null
);

create table charges (
    id text primary key,
    order_id text not null references orders (id),
    position bigint not null,           -- oldest first within the order
    provider text not null,
    provider_charge text,               -- the provider's id of it; nothing until it has answered
    method text not null,
    store text,
    amount bigint not null,
    currency text not null,
    state text not null,
    received bigint not null,
    late bigint not null,
    alert text,                         -- what nobody here understood last, for the operator
    customer_name text not null,
    customer_email text not null,
    customer_phone text,
    voucher_kind text,                  -- deposit, reference, transfer; nothing until the provider has answered
    voucher_amount bigint,
    voucher_currency text,
    voucher_till_fee bigint,
    voucher_expires_at bigint,
    voucher_digits text,
    voucher_bank text,
    voucher_beneficiary text,
    voucher_company text,
    voucher_concept text,
    voucher_barcode text,
    voucher_symbology text,
    version bigint not null,            -- grows with every event
    looks bigint not null,              -- how often the provider was asked about it
    look_at bigint,                     -- when to ask next; never where empty
    paid_at bigint,
    created_at bigint not null
);

create index charges_of_order on charges (order_id, position);
create unique index charges_by_provider on charges (provider, provider_charge);
create index charges_to_look_at on charges (look_at);

-- What happened to a charge, in order. Inserting the next version is what decides between two who want to change it.
create table charge_events (
    charge_id text not null references charges (id),
    version bigint not null,
    event text not null,
    total bigint,                       -- of paid: all that has arrived
    word text,                          -- of unknown: the provider's word
    source text not null,               -- how it was learned: answer, webhook, reconcile
    at bigint not null,
    primary key (charge_id, version)
);

-- An Idempotency-Key and what it was answered, so that a repeated request is the same request.
create table idempotency_keys (
    scope text not null,                -- the call and what it is about: charges:ord_...
    key text not null,
    fingerprint text not null,          -- SHA-256 of the request
    about text not null,                -- the charge or the order it made
    status bigint,                      -- of the answer; nothing until there is one
    body text,
    created_at bigint not null,
    primary key (scope, key)
);
