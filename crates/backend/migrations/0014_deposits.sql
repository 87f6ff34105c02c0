-- A deposit into a standing CLABE is a thing that changes: it is asked about again, and each change of it is kept.
-- Those that were written down before are asked about once more at once, because nobody looked at them since.

alter table deposits add column version bigint not null default 1;    -- grows with every change of its amount
alter table deposits add column looks bigint not null default 0;      -- how often it was asked about since its last change
alter table deposits add column look_at bigint default 0;             -- when to ask next; never where empty
alter table deposits add column changed_at bigint;                    -- when its amount changed last; received_at where empty

create index deposits_to_look_at on deposits (look_at) where look_at is not null;

-- What was said of a deposit, in order. Inserting the next version is what decides between two who want to change it.
create table deposit_events (
    provider text not null,
    provider_deposit text not null,
    version bigint not null,
    amount bigint not null,             -- all that has come in by then
    source text not null,               -- how it was learned: webhook, reconcile
    at bigint not null,
    primary key (provider, provider_deposit, version)
);

-- Webhooks about what nobody here knows, and which could not be asked about at once: asked about a few at a time.
create table webhook_hints (
    provider text not null,
    provider_charge text not null,      -- the id it named
    came_at bigint not null,
    look_at bigint not null,            -- when to ask
    looks bigint not null,
    primary key (provider, provider_charge)
);

create index webhook_hints_to_look_at on webhook_hints (provider, look_at, came_at);
