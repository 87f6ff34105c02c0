-- What the panel brings: how a button looks, pictures a merchant uploads, who is signed in, and orders by age.

-- What its line says of it; the page's own where empty.
alter table buttons add column lang text;
alter table buttons add column theme text;
alter table buttons add column label text;

create table pictures (
    id text primary key,
    kind text not null,                 -- image/png
    body text not null,                 -- base64, because every db of ours has texts and numbers only
    created_at bigint not null
);

create table sessions (
    id text primary key,                -- SHA-256 of the cookie, hexadecimal
    token_id text not null,             -- the token it was opened with: one that is retired ends it
    ends_at bigint not null
);

create index sessions_by_end on sessions (ends_at);
create index buttons_by_age on buttons (created_at, id);
create index orders_by_age on orders (created_at, id);
