-- A voucher as one JSON text, for what its columns have no place for: labelled references, chains, links, no end, several of
-- one charge. The columns stay, and are written too. And what of a payment went back.
alter table charges add column voucher text;
alter table charges add column refunded bigint not null default 0;
