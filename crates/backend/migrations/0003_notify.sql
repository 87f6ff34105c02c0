-- Telling the merchant's shop what has changed. What is to be told is found in charge_events, which are written with the
-- change itself, so nothing can change untold.

-- The version of the order that this event made: the order of events across an order's charges.
alter table charge_events add column order_version bigint;

-- Up to which version an order's story has been turned into webhook events.
alter table orders add column told bigint not null default 0;
update orders set told = version;
create index orders_to_tell on orders (id) where version > told;

create table webhook_endpoints (
    id text primary key,
    url text not null,
    description text,
    secret text not null,               -- whsec_...: kept as it is, because every event is signed with it
    old_secret text,                    -- the one before, signed with beside it until then
    old_secret_until bigint,
    disabled_at bigint,
    disabled_because text,
    created_at bigint not null
);

create table webhook_events (
    id text primary key,                -- evt_...: what a shop knows a repeated one by
    order_id text not null,             -- the order; the event's own id where it is about none
    order_version bigint not null,
    type text not null,                 -- order.paid
    body text not null,                 -- the JSON, signed and sent as it stands here
    created_at bigint not null
);

create unique index webhook_events_of_order on webhook_events (order_id, order_version);

-- One event on its way to one endpoint.
create table deliveries (
    endpoint_id text not null references webhook_endpoints (id) on delete cascade,
    event_id text not null references webhook_events (id),
    order_id text not null,
    order_version bigint not null,
    state text not null,                -- waiting, delivered, failed
    attempts bigint not null,
    next_at bigint,                     -- when to try next; nothing once it is over
    status bigint,                      -- the last HTTP status
    detail text,                        -- why the last attempt failed
    tried_at bigint,
    created_at bigint not null,
    primary key (endpoint_id, event_id)
);

create index deliveries_waiting on deliveries (next_at) where state = 'waiting';
create index deliveries_in_order on deliveries (endpoint_id, order_id, order_version) where state = 'waiting';
create index deliveries_by_age on deliveries (endpoint_id, created_at);

-- Who does what only one copy of the backend may do at a time, and until when.
create table leases (
    name text primary key,
    holder text not null,
    until bigint not null
);
