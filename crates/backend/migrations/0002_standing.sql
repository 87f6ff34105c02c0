-- What a provider can do beyond collecting an order: send its voucher by SMS, and keep a CLABE for each customer.

alter table charges add column sms bigint not null default 0;     -- how many were sent, or may have been

-- CLABEs that stay a customer's own. No name, no address: the provider has them.
create table clabes (
    id text primary key,
    provider text not null,
    test bigint not null,               -- whether no real money moves: a shop that goes live starts anew
    customer text not null,             -- the merchant's own id
    clabe text not null,
    bank text,
    beneficiary text,
    currency text not null,             -- of amount and of every deposit
    amount bigint,                      -- the only one that is taken; any where empty
    expires_at bigint,
    total bigint not null,              -- all that has come in
    version bigint not null,            -- grows with every change and every deposit
    created_at bigint not null
);

create unique index clabes_of_customer on clabes (provider, test, customer);
create unique index clabes_by_digits on clabes (provider, test, clabe);
create index clabes_by_age on clabes (created_at, id);

-- Money that came in, once each.
create table deposits (
    provider text not null,
    provider_deposit text not null,     -- the provider's id of it
    clabe_id text not null references clabes (id),
    amount bigint not null,
    received_at bigint not null,
    primary key (provider, provider_deposit)
);

create index deposits_of_clabe on deposits (clabe_id, received_at);
