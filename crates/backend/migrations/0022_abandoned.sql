-- Since when an order that nobody ever made a charge for has been seen to be too old: a while after that it is deleted.
alter table orders add column abandoned_at bigint;
create index orders_abandoned on orders (abandoned_at) where abandoned_at is not null;

-- The keys of an order go with it.
create index idempotency_keys_of on idempotency_keys (about);
