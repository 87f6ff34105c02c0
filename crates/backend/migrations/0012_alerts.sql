-- What only a person can decide: what a provider said that does not fit what it was asked, and what somebody did about it.

create table alerts (
    id text primary key,
    order_id text not null references orders (id) on delete cascade,
    charge_id text not null,            -- empty where it is about the order
    provider text not null,             -- empty where nobody said it
    kind text not null,                 -- a word of AlertKind in db/alerts.rs
    asked text not null,                -- what was asked for: 150.00 MXN
    said text not null,                 -- what the provider says instead, the last time
    paid bigint,                        -- what it says has been paid, where that can be read, minor units
    currency text,
    raised_at bigint not null,
    raised_version bigint not null,     -- the version of the order it made; nought where nobody is told of it
    seen_at bigint not null,            -- when it was said last
    times bigint not null,
    settled_at bigint,
    settled_by text,                    -- who: a token's first characters; the provider where its answer ended it
    settled_how text,                   -- answered, accepted, closed, refunded
    settled_version bigint
);

-- However many oddities a charge shows, one of a kind waits.
create unique index alerts_waiting on alerts (order_id, charge_id, kind) where settled_at is null;
create index alerts_of_order on alerts (order_id, raised_at);

-- What people did and noted about an order, oldest first.
create table decisions (
    id text primary key,
    order_id text not null references orders (id) on delete cascade,
    position bigint not null,           -- oldest first within the order
    alert_id text,
    action text not null,               -- accepted, asked, closed, refunded, noted
    note text,                          -- theirs: it may name a person
    amount bigint,                      -- of refunded: what went back by hand, minor units
    currency text,
    refunded_on text,                   -- the day it went back, 2026-11-20
    reference text,                     -- the transfer's
    decided_by text not null,           -- a token's first characters
    decided_at bigint not null
);

create index decisions_of_order on decisions (order_id, position);

-- What waited before there was a table for it.
insert into alerts (id, order_id, charge_id, provider, kind, asked, said, raised_at, raised_version, seen_at, times)
    select 'alr_' || substr(id, 5), order_id, id, provider, 'unknown_status',
        cast(amount / 100 as text) || '.' || substr(cast(100 + amount % 100 as text), 2) || ' ' || currency,
        substr(coalesce((select word from charge_events where charge_id = charges.id and event = 'unknown'
            order by charge_events.version desc limit 1), alert), 1, 200),
        coalesce((select max(at) from charge_events where charge_id = charges.id and event = 'unknown'), created_at), 0,
        coalesce((select max(at) from charge_events where charge_id = charges.id and event = 'unknown'), created_at), 1
    from charges where alert is not null;
