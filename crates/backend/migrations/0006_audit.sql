-- What merchants and operators have changed: who, what, when. Nobody's name, address or key.

create table audit (
    id text primary key,
    at bigint not null,
    actor text not null,                -- the token's first characters, or the command line
    action text not null,               -- PATCH /orders/{id}, or button add
    about text not null,                -- the ids in the address, with commas
    detail text not null,               -- JSON: the values that were sent and concern no person
    request_id text
);

create index audit_by_age on audit (at, id);

-- A person is found by address or phone, to be shown what is kept, or forgotten.
create index charges_of_email on charges (lower(customer_email));
create index charges_of_phone on charges (customer_phone);
create index orders_of_email on orders (lower(customer_email));
create index orders_of_phone on orders (customer_phone);
